// Guarantee: a customer goes the whole way on GPUs by hand, through a failure that an operator causes, to files and papers.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { contractPage, written } from "./contract-pages.ts";
import { chooseFile, createDataset, uploadAndAsk } from "./dataset-pages.ts";
import { breakBusyNode, openSite } from "./fleet-pages.ts";
import { adrien, otto } from "./people.ts";
import { accept, answer, choose, confirmed, fillAsk, getQuote, settledPrice, shownPrice } from "./quote-pages.ts";
import { expect, test } from "./visit.ts";

test("a run on GPUs from the dataset to the invoice, through a broken node", async ({ enter }) => {
  const page = await enter(adrien);

  await test.step("a file with bad rows is refused by line, a good one becomes a version", async () => {
    await createDataset(page, "GPU journey");
    await chooseFile(page, "bad.jsonl", `{"text":"good"}\nnot json\n{"text":"good"}\n{"body":"no text"}\n`);
    const rejected = page.getByRole("table", { name: "Bad rows" });
    await expect(rejected.getByRole("row")).toHaveCount(3);
    await expect(rejected.getByRole("row").nth(1)).toContainText(/^2/);
    await expect(rejected.getByRole("row").nth(2)).toContainText(/^4/);
    await expect(page.getByText("No version yet")).toBeVisible();
    await uploadAndAsk(page, 400);
  });

  await test.step("the slider moves the price, the advice warns of repetition, other hardware stands beside", async () => {
    await choose(page, "Country", /France/);
    // A time-lapse makes a minute of it: the operator's clicks come in time on a slow machine too.
    await fillAsk(page, { model: /^GPT-2 XL/, tokens: 800_000_000_000, hardware: /H100/, devices: 64 });
    const before = await settledPrice(page);
    const slider = page.getByRole("slider", { name: "Devices" });
    await slider.focus();
    await slider.press("ArrowRight");
    await expect(async () => expect(await shownPrice(page)).not.toBe(before)).toPass();
    await slider.press("ArrowLeft");
    await confirmed(page);
    await expect(async () => expect(await shownPrice(page)).toBe(before)).toPass();
    await expect(page.getByRole("alert").filter({ hasText: /times|passes/ })).toBeVisible();
    const others = page.getByRole("region", { name: "The same work on other hardware" });
    expect(await others.getByRole("row").count()).toBeGreaterThan(2);
    await expect(answer(page)).toContainText("France");
  });

  const operator = await enter(otto);
  // No other journey runs on these machines: whatever is busy there is this contract.
  await openSite(operator, "Lyon");
  await getQuote(page);
  await accept(page, adrien.name);
  const contract = contractPage(page);

  await test.step("a node of the running job breaks; the page tells it and the run recovers", async () => {
    await contract.stands("Running");
    await breakBusyNode(operator, /DGX H100/);
    const interruptions = contract.section("Interruptions, explained");
    await expect(interruptions).toContainText("on us: lost work is not billed");
    await expect(interruptions).toContainText("It went on after");
  });

  await test.step("the run is delivered, and the last checkpoint is the one shown", async () => {
    await contract.happened("Contract closed");
    await expect(contract.section("Progress")).toContainText("100 %");
    const final = contract.checkpoints().filter({ hasText: "final" });
    const shown = await final.locator("code").first().getAttribute("title");
    const download = page.waitForEvent("download");
    await final.getByRole("link", { name: /^Download/ }).click();
    const bytes = readFileSync(await (await download).path());
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(shown);
  });

  await test.step("the invoices add up to what was billed, and are there as PDF", async () => {
    const number = await contract.number();
    const invoiced = await contract.amount("Invoiced, with tax");
    await page.getByRole("link", { name: "Invoices", exact: true }).click();
    const rows = page
      .getByRole("table", { name: "Invoices, newest first" })
      .getByRole("row")
      .filter({ hasText: number });
    // With acceptance, at half of the tokens, with delivery.
    await expect(rows).toHaveCount(3);
    const totals = (await rows.allInnerTexts()).map((text) => written(/USD [\d,]+\.\d\d/.exec(text)?.[0] ?? ""));
    expect(totals.reduce((sum, total) => sum + total, 0n)).toBe(written(invoiced));
    await rows.first().getByRole("link").first().click();
    await expect(page).toHaveURL(/\/invoices\/inv_/);
    await expect(page.getByRole("region", { name: "Amounts" })).toBeVisible();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: /^PDF/ }).click();
    const bytes = readFileSync(await (await download).path());
    expect(bytes.subarray(0, 5).toString("latin1")).toBe("%PDF-");
    const shown = await page.locator("dl code[title]").first().getAttribute("title");
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(shown);
  });
});
