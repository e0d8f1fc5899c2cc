// Who visits, in which light, on how wide a screen; and nothing that the browser complains about goes by unseen.
import { type BrowserContextOptions, expect, type Page, test as base } from "@playwright/test";
import type { Visitor } from "./people.ts";

export { expect } from "@playwright/test";

export type Enter = (visitor: Visitor, look?: BrowserContextOptions) => Promise<Page>;

interface Fixtures {
  /** What browsers complained about: errors on the console, scripts that threw, refusals by the content policy. */
  readonly complaints: string[];
  /** A browser of its own for nobody in particular. Its page is left with the test: an open one goes on asking and drawing. */
  readonly visit: (look?: BrowserContextOptions) => Promise<Page>;
  /** The same for a person, who has just signed in by hand. */
  readonly enter: Enter;
}

/**
 * What is refused or absent is answered 401, 403 or 404, and what a page still asks for the organization that it leaves
 * 412; the browser says so on the console. That is no fault.
 */
const expected = /Failed to load resource: the server responded with a status of 4(0[134]|12)/;

export const test = base.extend<Fixtures>({
  complaints: async ({ baseURL }, use) => {
    const complaints: string[] = [];
    await use(complaints);
    expect(complaints, `what browsers complained about at ${baseURL}`).toEqual([]);
  },
  visit: async ({ browser, complaints }, use) => {
    const opened: Page[] = [];
    await use(async (look = {}) => {
      const page = await (await browser.newContext(look)).newPage();
      opened.push(page);
      listen(page, complaints);
      return page;
    });
    // Not closed: that was seen to hang for good (Chromium, github.com/microsoft/playwright/issues/42068).
    for (const page of opened) await page.goto("about:blank");
  },
  enter: async ({ visit }, use) => {
    await use(async (visitor, look) => {
      const page = await visit(look);
      await signIn(page, visitor);
      return page;
    });
  },
});

export function listen(page: Page, complaints: string[]): void {
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error" || expected.test(message.text())) return;
    complaints.push(`${page.url()}: ${message.text()}`);
  });
}

async function signIn(page: Page, { email, password }: Visitor): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeAttached();
}
