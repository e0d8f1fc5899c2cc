// A contract's page as a person reads it.
import { expect, type Locator, type Page } from "@playwright/test";

/** What a time-lapse may take until something happens. **Unit** milliseconds. */
const patience = 60_000;

export function contractPage(page: Page) {
  const section = (title: string): Locator => page.getByRole("region", { name: title });
  return {
    section,
    /** Waits until the timeline tells it; opens the whole of it when it has grown beyond its first lines. */
    happened: (title: string) =>
      expect(async () => {
        const more = section("What happened").getByRole("button", { name: /^Show all/ });
        if (await more.isVisible()) await more.click();
        await expect(section("What happened").getByText(title, { exact: true }).first()).toBeVisible({ timeout: 500 });
      }).toPass({ timeout: patience, intervals: [100] }),
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
