// Guarantees: who may only look cannot buy, and who has no mouse can.
import type { Page } from "@playwright/test";
import { makeQuote, makeVersion, signQuote } from "../integration/purchase.ts";
import { signInOverHttp } from "../integration/caller.ts";
import { adrien, olympe, victor } from "./people.ts";
import { confirmed, field } from "./quote-pages.ts";
import { expect, test } from "./visit.ts";

/** Lasts through a time-lapse until the page has been looked at. */
const longWork = { model: "gpt2-xl", tokens: 300_000_000_000, wish: { system: "dgx-h100", devices: 64 } };
const work = { model: "gpt2", tokens: 20_000_000_000, wish: { system: "cs-2", devices: 1 } };

/** A button that is in reach, does nothing, and says why. */
async function expectClosed(page: Page, name: string, reason: string): Promise<void> {
  const button = page.getByRole("button", { name, exact: true });
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await expect(button).toHaveAccessibleDescription(reason);
  await button.click({ force: true });
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

test("a viewer reads everything and is offered nothing that would be refused", async ({ enter }) => {
  const buyer = await signInOverHttp(adrien);
  const upload = await makeVersion(buyer, "For a viewer");
  const quote = await makeQuote(buyer, upload, work);
  const page = await enter(victor);
  await page.goto(`/quotes/${quote.id}`);
  await expect(page.getByText("The same work on other hardware").first()).toBeVisible();
  await expect(page).toHaveTitle(/^GPT-2 .*, 20 billion tokens · Quote · Ingot$/);
  await expectClosed(page, "Accept", "The role viewer may not accept quotes.");
  await expectClosed(page, "Decline", "The role viewer may not ask for quotes or decline them.");
  const contract = await signQuote(buyer, await makeQuote(buyer, upload, longWork));
  await page.goto(`/contracts/${contract}`);
  await expect(page.getByRole("heading", { level: 1, name: /^Contract / })).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Pause|Resume|Cancel)$/ })).toHaveCount(0);
  await expect(page).toHaveTitle(/ · Contract · Ingot$/);
  expect((await buyer.rest("POST", `/contracts/${contract}/cancel`)).status).toBe(200);
  await page.goto(`/datasets/${upload.datasetId}`);
  await expect(page.getByText("The role viewer may not add data.")).toBeVisible();
  await expect(page).toHaveTitle(/^For a viewer .*· Dataset · Ingot$/);
  await page.goto("/home");
  await expectClosed(page, "New quote", "The role viewer may not ask for quotes or decline them.");
  await page.goto("/settings");
  await expectClosed(page, "Invite", "The role viewer may not invite, change or remove members.");
  await expect(page.getByRole("heading", { name: "API keys" })).toHaveCount(0);
  await expect(page.locator("main").getByRole("alert")).toHaveCount(0);
});

test("an ended session leads to the sign-in and back to the same page", async ({ enter }) => {
  const page = await enter(victor);
  await page.goto("/home");
  await page.context().clearCookies();
  // The open page finds out by its next question.
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fhome$/);
  await page.goto("/contracts?page=1");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("E-mail").fill(victor.email);
  await page.getByLabel("Password", { exact: true }).fill(victor.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/contracts\?page=1$/);
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
