// The planner by hand: what is asked, and what the page answers without asking anybody.
import { expect, type Locator, type Page } from "@playwright/test";

export const part = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });

export const devices = (page: Page): Locator => page.getByLabel("Exact number of devices");
export const slider = (page: Page): Locator => page.getByRole("slider", { name: "Devices" });

/** Waits for a plan, or a refusal, of so many devices: the answer follows the slider. */
export async function answered(page: Page, words: RegExp): Promise<void> {
  await expect(part(page, "Number of devices").getByText(words)).toBeVisible();
}

/** Waits until the slow pictures, too, belong to what is asked now. */
export async function compared(page: Page): Promise<void> {
  await expect(page.getByText(/^Comparing every layout/)).toHaveCount(0);
  await expect(part(page, "Layouts that no other beats").getByText(/^Table of/)).toBeVisible();
}

/** Counts requests to a server from now on; scripts and styles that the page still fetches are told apart. */
export function countRequests(page: Page): { calls: string[]; files: string[] } {
  const seen = { calls: [] as string[], files: [] as string[] };
  page.on("request", (request) => {
    const { pathname, protocol } = new URL(request.url());
    if (protocol === "blob:" || protocol === "data:") return;
    // Browsers ask for the icon again whenever the address changes.
    if (pathname === "/icon.svg") return;
    if (pathname.startsWith("/_next/static/")) seen.files.push(pathname);
    else seen.calls.push(`${request.method()} ${pathname}`);
  });
  return seen;
}

interface Places {
  /** Where the part stood in the window, and how far the page was scrolled, in every frame that showed it. */
  readonly shown: readonly string[];
  /** Frames in which it could be used although a refusal was told. */
  readonly usedRefused: number;
}

/** Watches from now on whether a part keeps its place. */
export async function watchPlace(page: Page, name: string): Promise<() => Promise<Places>> {
  await part(page, name).evaluate((watched) => {
    const seen = { shown: [] as string[], usedRefused: 0 };
    const look = () => {
      requestAnimationFrame(look);
      if (!watched.checkVisibility()) return;
      const place = `${Math.round(watched.getBoundingClientRect().top)} at ${Math.round(scrollY)}`;
      if (seen.shown.at(-1) !== place) seen.shown.push(place);
      if (document.querySelector("[data-refused]") && !watched.closest("[inert]")) seen.usedRefused += 1;
    };
    look();
    Object.assign(window, { ingotPlaces: seen });
  });
  return () => page.evaluate(() => (window as unknown as { ingotPlaces: Places }).ingotPlaces);
}

interface Frames {
  /** Tasks of the main thread above 50 ms, as the browser reports them. **Unit** ms. */
  readonly longTasks: readonly number[];
  /** Time between frames. **Unit** ms. */
  readonly gaps: readonly number[];
}

/** Processor time of the main thread, however busy the machine: all of it, and what scripts took. **Unit** ms. */
interface ThreadTime {
  readonly busy: number;
  readonly scripts: number;
}

async function mainThreadOf(page: Page): Promise<() => Promise<ThreadTime>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const read = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000;
    return { busy: of("TaskDuration"), scripts: of("ScriptDuration") };
  };
  const before = await read();
  return async () => {
    const after = await read();
    return { busy: after.busy - before.busy, scripts: after.scripts - before.scripts };
  };
}

interface Watch {
  /** Since the watch began. */
  readonly thread: () => Promise<ThreadTime>;
  readonly seen: () => Promise<Frames>;
}

/** Watches the main thread from now on. */
export async function watchFrames(page: Page): Promise<Watch> {
  await page.evaluate(() => {
    const seen = { longTasks: [] as number[], gaps: [] as number[] };
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
    });
    observer.observe({ entryTypes: ["longtask"] });
    let last = performance.now();
    const tick = (now: number) => {
      seen.gaps.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    Object.assign(window, { ingotFrames: seen });
  });
  const seen = () => page.evaluate(() => (window as unknown as { ingotFrames: Frames }).ingotFrames);
  return { thread: await mainThreadOf(page), seen };
}
