// The fleet as an operator sees it.
import { expect, type Locator, type Page } from "@playwright/test";

export async function openSite(page: Page, site: string): Promise<void> {
  await page.getByRole("link", { name: "Fleet" }).click();
  await page.getByRole("link", { name: site, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: site })).toBeVisible();
}

/** Breaks the first busy node of a cluster. **Returns** the cell of that node. */
export async function breakBusyNode(page: Page, cluster: RegExp): Promise<Locator> {
  const nodes = page.getByRole("group", { name: cluster });
  const busy = nodes.getByRole("button", { name: /, busy$/ }).first();
  const name = (await busy.getAttribute("aria-label")) ?? "";
  await busy.click();
  await page.getByRole("button", { name: "Break this node" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Break the node" }).click();
  const cell = nodes.getByRole("button", { name: new RegExp(`^${name.split(",")[0]},`) });
  await expect(cell).toHaveAccessibleName(/, down$/);
  return cell;
}
