// Guarantee: the same way on a wafer: a price with the machine behind it, a signature, cores that die on the way, a delivered
// model and its papers;
// the pictures of the wafer can be read by mouse and by keyboard, in words as well as in colours.
import { breakAtOnce } from "../integration/break-node.ts";
import { signInOverHttp } from "../integration/caller.ts";
import { contractPage } from "./contract-pages.ts";
import { createDataset, uploadAndAsk } from "./dataset-pages.ts";
import { openSite } from "./fleet-pages.ts";
import { adrien, otto } from "./people.ts";
import { accept, answer, choose, fillAsk, getQuote } from "./quote-pages.ts";
import { expect, test } from "./visit.ts";
import { readFloor, readScaling, readTimeline, repairWafer } from "./wafer-pages.ts";

const wish = { model: /^GPT-2 124M/, tokens: 60_000_000_000, hardware: /CS-2/, devices: 2 };

test("a run on a wafer from the dataset to the invoice", async ({ enter }) => {
  const page = await enter(adrien);
  await createDataset(page, "Wafer journey");
  await uploadAndAsk(page, 150);
  // No other journey runs on the wafers of Frankfurt: whatever is busy there is this contract.
  await choose(page, "Country", /Germany/);
  await fillAsk(page, { ...wish, hardware: /CS-3/, tokens: 600_000_000_000 });
  await expect(answer(page)).toContainText("Germany");
  const operator = await enter(otto);
  await openSite(operator, "Frankfurt");
  const breaker = await signInOverHttp(otto);
  const number = await getQuote(page);
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByText("The document is sound")).toBeVisible();
  await accept(page, adrien.name);

  const contract = contractPage(page);
  await test.step("cores of a running wafer die: the page tells what became of it, and the run goes on", async () => {
    await contract.stands("Running");
    await breakAtOnce(breaker, "Frankfurt", "cs-3");
    await expect(operator.getByRole("region", { name: "Faults" })).toContainText(
      /broken on purpose.*cores? died.*asked for by an operator/,
    );
    const interruptions = contract.section("Interruptions, explained");
    await expect(interruptions).toContainText(
      /cores? died, (mapped around by the spare rows without a new compile|more than the spare rows take)/,
    );
    await expect(interruptions).toContainText("It went on after");
  });
  await contract.happened("Contract closed");
  await expect(contract.section("What happened")).toContainText("send the weights");
  await expect(contract.section("Validation").getByRole("row")).not.toHaveCount(0);
  await expect(contract.section("Money")).toContainText("Paid");
  expect(await contract.amount("Held from your balance")).toBe("USD 0.00");

  await page.getByRole("link", { name: "Quotes", exact: true }).click();
  const row = page.getByRole("row").filter({ hasText: number });
  await expect(row).toContainText("Accepted");
});

test("the wafer of a quote, read by mouse and by keyboard", async ({ enter }) => {
  const page = await enter(adrien);
  await createDataset(page, "Wafer pictures");
  await uploadAndAsk(page, 150);
  await fillAsk(page, wish);
  await getQuote(page);
  await readFloor(page);
  await repairWafer(page);
  await readTimeline(page);
  await readScaling(page);
});
