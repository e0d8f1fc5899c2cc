// A contract's page as a person reads it.
import { expect, type Locator, type Page } from "@playwright/test";

/** What a time-lapse may take until something happens: the longest run that is watched, twice. **Unit** milliseconds. */
const patience = 120_000;

/** Cents of an amount as it is written on a page. */
export const written = (text: string): bigint => BigInt(text.replaceAll(/[^\d]/g, ""));

export function contractPage(page: Page) {
  const section = (title: string): Locator => page.getByRole("region", { name: title });
  return {
    section,
    /** Waits until the newest lines of the timeline tell it. */
    happened: (title: string) =>
      expect(section("What happened").getByText(title, { exact: true }).first()).toBeVisible({ timeout: patience }),
    /** Waits until the head of the page says that the run is in this state. */
    stands: (status: string) =>
      expect(page.locator("main").getByText(status, { exact: true }).first()).toBeVisible({ timeout: patience }),
    number: async (): Promise<string> => {
      const heading = page.getByRole("heading", { level: 1, name: /^Contract \S+/ });
      await expect(heading).toBeVisible();
      return (await heading.innerText()).replace("Contract ", "");
    },
    checkpoints: (): Locator => section("Checkpoints").getByRole("row"),
    /** An amount of the section on money, as it is written there. */
    amount: async (name: string): Promise<string> => {
      const pair = section("Money")
        .locator("div")
        .filter({ has: page.getByText(name, { exact: true }) });
      return (await pair.last().locator("dd").innerText()).trim();
    },
  };
}
