// The fleet as an operator sees it.
import { expect, type Page } from "@playwright/test";

export async function openSite(page: Page, site: string): Promise<void> {
  await page.getByRole("link", { name: "Fleet" }).click();
  await page.getByRole("link", { name: site, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: site })).toBeVisible();
}

/**
 * Breaks the first busy node of a cluster by hand, which takes 20 s on a slow machine: the run has to last longer. In a
 * time-lapse it is repaired before the grid shows it: the faults tell.
 */
export async function breakBusyNode(page: Page, cluster: RegExp): Promise<void> {
  await page
    .getByRole("group", { name: cluster })
    .getByRole("button", { name: /, busy$/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Break this node" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Break the node" }).click();
  await expect(page.getByRole("region", { name: "Faults" })).toContainText("asked for by an operator");
}
