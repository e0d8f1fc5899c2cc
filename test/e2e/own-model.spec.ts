// Guarantee: a customer's own architecture goes by hand from the planner to its checkpoints and invoices under its name, and
// one that cannot be quoted is told so where it is brought.
import { mark } from "../integration/mark.ts";
import { signInOverHttp } from "../integration/caller.ts";
import { makeVersion } from "../integration/purchase.ts";
import { contractPage } from "./contract-pages.ts";
import { adrien } from "./people.ts";
import { answered, devices } from "./planner-pages.ts";
import { accept, choose, confirmed, getQuote, ownConfig } from "./quote-pages.ts";
import { expect, test } from "./visit.ts";

const name = `Brass ${mark}`;

test("one's own architecture from the planner to its checkpoints and invoices", async ({ enter }) => {
  const buyer = await signInOverHttp(adrien);
  const { versionId } = await makeVersion(buyer, "Own architecture");
  const page = await enter(adrien);
  const bring = async (config: object, action: string) => {
    await page.getByRole("button", { name: "Use your own config.json" }).click();
    await expect(page.getByLabel("A Hugging Face config.json")).toBeFocused();
    await page.getByLabel("A Hugging Face config.json").fill(JSON.stringify(config));
    await page.getByRole("button", { name: action }).click();
  };

  await test.step("what cannot be read or counted is told at once, beside the list", async () => {
    await page.goto(`/quote/new?dataset_version=${versionId}`);
    await bring({ ...ownConfig, model_type: "abacus" }, "Use this model");
    await expect(page.getByRole("alert").filter({ hasText: 'received "abacus"' })).toBeVisible();
    await page.getByRole("button", { name: "Back to the list" }).click();
    await bring({ ...ownConfig, vocab_size: 32_000 }, "Use this model");
    await expect(page.getByRole("alert").filter({ hasText: "vocab_size is 32,000" })).toBeVisible();
  });

  await test.step("the planner's way to a price brings it along", async () => {
    await page.goto("/planner");
    await bring(ownConfig, "Plan with it");
    await devices(page).fill("16");
    await answered(page, /^16 GPUs · /);
    const price = page.getByRole("link", { name: "Get a price for it" });
    await expect(price).toHaveAttribute("href", /\/quote\/new\?config=[\w-]+&system=dgx-h100&devices=16/);
    await price.click();
    await expect(page.getByRole("heading", { level: 1, name: "New quote" })).toBeVisible();
    await expect(page.getByText(/^llama 292M, 292 million parameters$/)).toBeVisible();
    await expect(page.getByText(/attention_dropout is not part of the cost/)).toBeVisible();
    await choose(page, "Dataset version", new RegExp(`^Own architecture ${mark}`));
    // The journey on GPUs breaks a node in France.
    await choose(page, "Country", /United States/);
    await page.getByLabel("Name on every paper").fill(name);
    await page.getByLabel("Tokens to train on").fill("20000000000");
    await confirmed(page);
  });

  await test.step("the quote says what of it was read, and leads back to the planner", async () => {
    await getQuote(page);
    const work = page.getByRole("region", { name: "The work", exact: true });
    for (const words of [name, "292 million parameters", "r50k_base", "not published for this model"]) {
      await expect(work).toContainText(words);
    }
    await expect(page.getByRole("link", { name: "Open in the planner" })).toHaveAttribute("href", /config=[\w-]+/);
    await page.getByRole("button", { name: "Verify" }).click();
    await expect(page.getByText("The document is sound")).toBeVisible();
  });

  await test.step("the contract, closed, and its workflow bear its name; three invoices tell of it", async () => {
    await accept(page, adrien.name);
    const contract = contractPage(page);
    const number = await contract.number();
    await expect(page.locator("main").getByText(name, { exact: true }).first()).toBeVisible();
    await contract.happened("Contract closed");
    await expect(contract.checkpoints().filter({ hasText: "final" })).toHaveCount(1);
    await page.getByRole("link", { name: "Invoices", exact: true }).click();
    const invoices = page.getByRole("table", { name: "Invoices, newest first" }).getByRole("row");
    await expect(invoices.filter({ hasText: number })).toHaveCount(3);
    await page.getByRole("link", { name: "Workflows", exact: true }).click();
    await expect(page.getByText(`Train ${name}`)).toBeVisible();
  });
});
