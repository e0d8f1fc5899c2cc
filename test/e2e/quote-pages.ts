// A quote by hand: what is asked, what the page answers, and the signature.
import { expect, type Locator, type Page } from "@playwright/test";

/** A small architecture of one's own: 292 million parameters that read GPT-2's tokens. */
export const ownConfig = {
  model_type: "llama",
  hidden_size: 1024,
  num_hidden_layers: 16,
  num_attention_heads: 16,
  num_key_value_heads: 8,
  intermediate_size: 2816,
  vocab_size: 50_304,
  max_position_embeddings: 2048,
  attention_dropout: 0.1,
};

export interface Ask {
  /** As the list of models begins. */
  readonly model: RegExp;
  readonly tokens: number;
  /** As the list of hardware says. */
  readonly hardware?: RegExp;
  readonly devices?: number;
}

/** The input of that label; the list that a choice opens bears the same. */
export const field = (page: Page, label: string): Locator =>
  page.locator("input").and(page.getByLabel(label, { exact: true }));

export async function choose(page: Page, label: string, option: RegExp): Promise<void> {
  await field(page, label).click();
  await page.getByRole("option", { name: option }).first().click();
}

export async function fillAsk(page: Page, { model, tokens, hardware, devices }: Ask): Promise<void> {
  await choose(page, "Model", model);
  await page.getByLabel("Tokens to train on").fill(String(tokens));
  if (hardware) await choose(page, "Hardware", hardware);
  if (devices !== undefined) await page.getByLabel("Number of devices").fill(String(devices));
  await confirmed(page);
}

export const answer = (page: Page): Locator => page.getByRole("region", { name: "The answer" });

/** Waits until the answer shown is Ingot's own, not the browser's guess. */
export async function confirmed(page: Page): Promise<void> {
  await expect(answer(page)).toContainText("Computed and confirmed by Ingot");
}

/** The price as it stands in the answer. */
export async function shownPrice(page: Page): Promise<string> {
  return /USD [\d,]+\.\d\d/.exec(await answer(page).innerText())?.[0] ?? "";
}

/** The confirmed price once two looks agree: the answer to an earlier ask may still stand while the next is computed. */
export async function settledPrice(page: Page): Promise<string> {
  let last = "";
  await expect(async () => {
    await confirmed(page);
    const before = last;
    last = await shownPrice(page);
    expect(last).toMatch(/^USD/);
    expect(last).toBe(before);
  }).toPass({ intervals: [700] });
  return last;
}

/** **Returns** the number of the quote. */
export async function getQuote(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Get the quote" }).click();
  const heading = page.getByRole("heading", { level: 1, name: /^Quote \S+/ });
  await expect(heading).toBeVisible();
  return (await heading.innerText()).replace("Quote ", "");
}

/** Signs by the typed name. **Returns** the address of the contract. */
export async function accept(page: Page, signature: string): Promise<string> {
  await page.getByRole("button", { name: "Accept" }).click();
  const dialog = page.getByRole("dialog", { name: /^Accept / });
  await expect(dialog.getByRole("button", { name: "Sign and start" })).toBeDisabled();
  await dialog.getByLabel("Your full name, as signature").fill(signature);
  await dialog.getByRole("button", { name: "Sign and start" }).click();
  await expect(page).toHaveURL(/\/contracts\/ctr_/);
  return page.url();
}
