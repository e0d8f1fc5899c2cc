// The wafer of a quote: its floor, its defects, its timeline, and more of it.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page } from "@playwright/test";

const section = (page: Page, name: string): Locator => page.getByRole("region", { name });

const floor = (page: Page): Locator => section(page, "The work on the wafer");

async function hoverShare(canvas: Locator, across: number, down: number): Promise<void> {
  const box = await canvas.boundingBox();
  if (!box) throw new Error("the picture is on the page");
  await canvas.hover({ position: { x: box.width * across, y: box.height * down } });
}

/** A kernel is chosen by pointing at it and by the keyboard, and says what it takes and what bounds it. */
export async function readFloor(page: Page): Promise<void> {
  const canvas = floor(page).getByRole("img", { name: /^Floorplan\. The kernels of 12 equal layers take turns/ });
  await canvas.scrollIntoViewIfNeeded();
  const chosen = floor(page).getByRole("group", { name: /^Chosen kernel/ });
  await expect(chosen).toContainText("Bound by");
  const before = await chosen.getAttribute("aria-label");
  await expect(async () => {
    // Somewhere in the picture lies another kernel than the longest.
    for (const across of [0.1, 0.2, 0.35, 0.5, 0.65]) {
      await hoverShare(canvas, across, 0.3);
      if ((await chosen.getAttribute("aria-label")) !== before) return;
    }
    throw new Error("pointing chose nothing");
  }).toPass();
  const kernels = floor(page).getByRole("list", { name: "Kernels in their turn" });
  await kernels.getByRole("button", { name: /^Attention scores/ }).focus();
  await expect(floor(page).getByRole("group", { name: "Chosen kernel: Attention scores" })).toContainText("SRAM");
  await page.keyboard.press("Tab");
  await expect(floor(page).getByRole("group", { name: "Chosen kernel: Attention values" })).toBeVisible();
  await canvas.focus();
  await page.keyboard.press("+");
  await expect(floor(page).getByRole("button", { name: "Whole" })).toBeEnabled();
  await page.keyboard.press("0");
  await expect(floor(page).getByRole("button", { name: "Whole" })).toBeDisabled();
}

/** Defects are switched on, another wafer has others, and the way around one is shown from near. */
export async function repairWafer(page: Page): Promise<void> {
  await floor(page).getByRole("switch", { name: "Defects" }).click();
  const around = floor(page).getByRole("group", { name: "Defects and the way around them" });
  await expect(around).toContainText(/Spare rows used/);
  await expect(around).toContainText("Mesh that the program sees");
  await expect(floor(page)).toContainText("Wafer number 1 of a seeded draw, not the one that your run would get");
  const first = await around.innerText();
  await floor(page).getByRole("button", { name: "Another wafer" }).click();
  await expect(around).not.toHaveText(first);
  await around.getByRole("button", { name: "Show a dead core from near" }).click();
  await expect(floor(page).getByRole("button", { name: "Whole" })).toBeEnabled();
  await floor(page).getByText("1 % dead").click();
  await expect(around).toContainText(/7,\d\d\d of 753,972/);
  await floor(page).getByRole("switch", { name: "Defects" }).click();
  await expect(around).toBeHidden();
}

/** The timeline is drawn, is read by pointing, scrolls when it is wider than the page, and has its table. */
export async function readTimeline(page: Page): Promise<void> {
  const timeline = section(page, "One step as it streams");
  const canvas = timeline.getByRole("img", { name: /^Timeline of one micro batch/ });
  await canvas.scrollIntoViewIfNeeded();
  await hoverShare(canvas, 0.02, 0.45);
  await expect(timeline).toContainText(/Layer 1, forward: compute for/);
  await timeline.getByRole("button", { name: "Wider" }).click();
  const scroller = timeline.getByRole("group", { name: "Timeline, scrolls sideways" });
  await expect(async () => {
    expect(await scroller.evaluate((each) => each.scrollWidth / each.clientWidth)).toBeCloseTo(2, 1);
  }).toPass();
  await timeline.getByText("Table of the passes").click();
  await expect(timeline.getByRole("row")).toHaveCount(1 + 1 + 25);
}

/** Cost and date over systems in pictures and numbers, GPUs beside them, and what zeros would do. */
export async function readScaling(page: Page): Promise<void> {
  const scaling = section(page, "The same program on more systems");
  await expect(scaling.getByRole("img", { name: /^Time over systems/ })).toBeVisible();
  await expect(scaling.getByRole("img", { name: /^Price over systems/ })).toBeVisible();
  for (const systems of ["1 system", "2 systems, as planned", "4 systems", "8 systems", "16 systems"]) {
    await expect(scaling.getByRole("row", { name: new RegExp(`^${systems} USD`) })).toBeVisible();
  }
  await expect(scaling.getByRole("row", { name: /GPUs in .* USD/ }).first()).toBeVisible();
  await scaling.getByLabel("Weights held at zero").and(page.locator("input")).click();
  await page.getByRole("option", { name: "75 %" }).click();
  await expect(scaling).toContainText("What if, not an offer");
  await expect(scaling).toContainText("nats a token worse");
  await expect(section(page, "The life of the run")).toContainText("an assumption");
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations).toEqual([]);
}
