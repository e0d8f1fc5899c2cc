// Guarantee: two organizations share a platform and see nothing of each other: not a page, not a row, not a file.
import { type Caller, signInOverHttp } from "../integration/caller.ts";
import { makeQuote, makeVersion, signQuote } from "../integration/purchase.ts";
import { adrien, olivia } from "./people.ts";
import { expect, test } from "./visit.ts";

const work = { model: "gpt2", tokens: 20_000_000_000, wish: { system: "cs-2", devices: 1 } };

async function firstId(caller: Caller, path: string): Promise<string> {
  const { body } = await caller.rest("GET", path);
  return String((body["items"] as { id: string }[])[0]?.id);
}

test("what one organization owns does not exist for the other", async ({ enter }) => {
  const lumen = await signInOverHttp(adrien);
  const upload = await makeVersion(lumen, "Lumen alone");
  const quote = await makeQuote(lumen, upload, work);
  const contract = await signQuote(lumen, quote);
  const invoice = await firstId(lumen, `/invoices?contract_id=${contract}`);
  const page = await enter(olivia);
  const northwind = await signInOverHttp(olivia);

  const pages = [
    `/datasets/${upload.datasetId}`,
    `/quotes/${quote.id}`,
    `/contracts/${contract}`,
    `/invoices/${invoice}`,
    `/workflows/${contract}`,
  ];
  for (const path of pages) {
    await page.goto(path);
    await expect(page.getByText(/not found|there is no/i).first(), path).toBeVisible();
    await expect(page.getByText("Lumen alone"), path).toHaveCount(0);
  }
  for (const list of ["/datasets", "/quotes", "/contracts", "/invoices", "/workflows"]) {
    await page.goto(list);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("main").getByText("Loading")).toHaveCount(0);
    await expect(page.getByText("Lumen alone"), list).toHaveCount(0);
    await expect(page.locator(`a[href*="${contract}"], a[href*="${quote.id}"], a[href*="${invoice}"]`)).toHaveCount(0);
  }

  const gets = [
    ...["", "/versions", "/uploads"].map((rest) => `/datasets/${upload.datasetId}${rest}`),
    `/uploads/${upload.uploadId}`,
    `/quotes/${quote.id}`,
    ...["", "/events", "/metrics", "/checkpoints", "/watch"].map((rest) => `/contracts/${contract}${rest}`),
    ...["", "/pdf"].map((rest) => `/invoices/${invoice}${rest}`),
    `/workflows/${contract}`,
  ];
  for (const path of gets) expect((await northwind.rest("GET", path)).status, path).toBe(404);
  const signature = { hash: quote.hash, signed_name: "Somebody Else" };
  const writes: [string, unknown][] = [
    [`/quotes/${quote.id}/accept`, signature],
    [`/quotes/${quote.id}/decline`, {}],
    ...["pause", "resume", "cancel"].map((act): [string, unknown] => [`/contracts/${contract}/${act}`, undefined]),
    ["/quotes", { ...work, dataset_version: upload.versionId }],
  ];
  for (const [path, body] of writes) {
    expect((await northwind.rest("POST", path, body === undefined ? {} : { body })).status, path).toBe(404);
  }
});
