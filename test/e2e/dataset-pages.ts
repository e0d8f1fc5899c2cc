// A dataset by hand: named, filled from a file, offered for a quote.
import { expect, type Page } from "@playwright/test";
import { mark } from "../integration/mark.ts";

const sentence = "Metal is poured into the mold, cools, and keeps the shape it was given.";

/** Rows that are each different, so that their tokens count once. */
function goodRows(count: number): string {
  const rows = Array.from({ length: count }, (_, row) => JSON.stringify({ text: `${row}: ${sentence} ${row * row}` }));
  return `${rows.join("\n")}\n`;
}

export async function createDataset(page: Page, purpose: string): Promise<void> {
  const name = `${purpose} ${mark}`;
  await page.getByRole("link", { name: "Datasets" }).click();
  await page.getByRole("button", { name: "New dataset" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New dataset" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

export async function chooseFile(page: Page, name: string, text: string): Promise<void> {
  const file = { name, mimeType: "application/jsonl", buffer: Buffer.from(text) };
  await page.getByLabel("JSONL file", { exact: true }).setInputFiles(file);
}

/** Uploads rows and goes on to the quote that the page offers. */
export async function uploadAndAsk(page: Page, rows: number): Promise<void> {
  await chooseFile(page, "rows.jsonl", goodRows(rows));
  await expect(page.getByText(`${rows} rows became a new version`)).toBeVisible();
  await page.getByRole("link", { name: "Ask for a quote with it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "New quote" })).toBeVisible();
}
