// Guarantees: who may only look cannot buy, and who has no mouse can.
import { makeQuote, makeVersion } from "../integration/purchase.ts";
import { signInOverHttp } from "../integration/caller.ts";
import { adrien, olympe, victor } from "./people.ts";
import { confirmed, field } from "./quote-pages.ts";
import { expect, test } from "./visit.ts";

const work = { model: "gpt2", tokens: 20_000_000_000, wish: { system: "cs-2", devices: 1 } };

test("a viewer reads a quote and cannot accept it", async ({ enter }) => {
  const buyer = await signInOverHttp(adrien);
  const quote = await makeQuote(buyer, await makeVersion(buyer, "For a viewer"), work);
  const page = await enter(victor);
  await page.goto(`/quotes/${quote.id}`);
  await expect(page.getByText("The same work on other hardware").first()).toBeVisible();
  await page.getByRole("button", { name: "Accept", exact: true }).click();
  await page.getByLabel("Your full name, as signature").fill(victor.name);
  await page.getByRole("button", { name: "Sign and start" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText('the role "viewer" does not have');
  await page.reload();
  await expect(page.getByText("Open", { exact: true }).first()).toBeVisible();
});

test("quote and signature by keyboard alone", async ({ enter }) => {
  const buyer = await signInOverHttp(olympe);
  const { datasetId, versionId } = await makeVersion(buyer, "By keyboard");
  const page = await enter(olympe);
  await page.goto(`/quote/new?dataset=${datasetId}&dataset_version=${versionId}`);
  const { keyboard } = page;
  /** Presses Tab until the focus stands on something of that name. */
  const reach = async (name: RegExp) => {
    for (let presses = 0; presses < 60; presses += 1) {
      const focused = await page.evaluate(() => {
        const element = document.activeElement;
        const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : element?.textContent;
        return `${element?.getAttribute("aria-label") ?? ""} ${label ?? ""}`.trim();
      });
      if (name.test(focused)) return;
      await keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${name}`);
  };
  await expect(field(page, "Model")).toBeVisible();
  await reach(/^Model/);
  await keyboard.type("GPT-2 124M");
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await reach(/^Tokens to train on/);
  await keyboard.type("20000000000");
  await confirmed(page);
  await reach(/^Get the quote/);
  await keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /^Quote \S+/ })).toBeVisible();
  await reach(/^Accept$/);
  await keyboard.press("Enter");
  await expect(page.getByLabel("Your full name, as signature")).toBeFocused();
  await keyboard.type(olympe.name);
  await keyboard.press("Enter");
  await expect(page).toHaveURL(/\/contracts\/ctr_/);
  await expect(page.getByRole("heading", { level: 1, name: /^Contract / })).toBeVisible();
});
