// Guarantee: canceling costs what the page said it would: the tokens at the last checkpoint and the fee, to the cent.
import { type Caller, signInOverHttp } from "../integration/caller.ts";
import { contractPage, written } from "./contract-pages.ts";
import { createDataset, uploadAndAsk } from "./dataset-pages.ts";
import { olivia } from "./people.ts";
import { accept, choose, fillAsk, getQuote } from "./quote-pages.ts";
import { expect, test } from "./visit.ts";

interface Amount {
  readonly amount: string;
}

/** Cents of an amount as it travels. */
const cents = ({ amount }: Amount): bigint => BigInt(Number(amount).toFixed(2).replace(".", ""));

async function availableCents(books: Caller): Promise<bigint> {
  const { body } = await books.rest("GET", "/balance");
  return cents(body["available"] as Amount);
}

test("the bill shown before canceling is the bill invoiced", async ({ enter }) => {
  const page = await enter(olivia);
  const books = await signInOverHttp(olivia);
  const before = await availableCents(books);
  await createDataset(page, "Cancel journey");
  await uploadAndAsk(page, 150);
  await choose(page, "Country", /United States/);
  await fillAsk(page, { model: /^GPT-2 XL/, tokens: 300_000_000_000, hardware: /H100/, devices: 64 });
  await getQuote(page);
  const id = (await accept(page, olivia.name)).split("/").at(-1) ?? "";
  const contract = contractPage(page);
  await contract.happened("Checkpoint saved");

  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Pause the run" }).click();
  await contract.happened("Training paused");
  // The timeline tells it first; the bill counts the last checkpoint once the page itself says that the run rests.
  await contract.stands("Paused");
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Cancel / });
  const shown = dialog.getByText("The bill of canceling now");
  await expect(shown).toBeVisible();
  const told = await shown.innerText();
  const bill = written(/USD [\d,]+\.\d\d/.exec(told)?.[0] ?? "");
  await dialog.getByRole("button", { name: "Cancel the contract" }).click();
  // The dialog then tells the bill of the moment it was confirmed; the run rests, so it is the one that was shown.
  const confirmed = await dialog.getByText("The bill: ").innerText();
  expect(written(/USD [\d,]+\.\d\d/.exec(confirmed)?.[0] ?? "")).toBe(bill);
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await contract.happened("Contract canceled");

  const { body: ended } = await books.rest("GET", `/contracts/${id}`);
  const { body: checkpoints } = await books.rest("GET", `/contracts/${id}/checkpoints?limit=1`);
  const { body: papers } = await books.rest("GET", `/invoices?contract_id=${id}`);
  const [last] = checkpoints["items"] as { tokens_trained: number }[];
  const invoices = papers["items"] as { kind: string; net: Amount; total: Amount }[];
  const signed = ({ kind }: { kind: string }, amount: bigint) => (kind === "credit_note" ? -amount : amount);
  const sum = (of: "net" | "total") => invoices.reduce((all, paper) => all + signed(paper, cents(paper[of])), 0n);
  expect(sum("net")).toBe(bill);
  expect(ended).toMatchObject({ status: "canceled", canceled_by: "customer" });

  // The terms' own arithmetic: the delivered share of the price, and a tenth of the rest.
  const contracted = BigInt(Number(ended["tokens_contracted"]));
  const delivered = BigInt(last?.tokens_trained ?? 0);
  const price = cents(ended["price"] as Amount);
  const tenths = price * (10n * delivered + (contracted - delivered));
  expect(Number(tenths) / Number(10n * contracted)).toBeCloseTo(Number(bill), -1);
  expect(await availableCents(books)).toBe(before - sum("total"));

  await page.getByRole("link", { name: "Invoices", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Invoices" })).toBeVisible();
  await expect(page.getByText(String(ended["number"])).first()).toBeVisible();
});
