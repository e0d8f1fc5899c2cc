// Frames of the planner's page while its slider is dragged to and fro, beside those of the same page at rest. Every
// picture follows: at the top of the page, at the pipeline and topology, at the front and the curve.
import { chromium, type Page } from "@playwright/test";
import { findChromium } from "../../infra/stack/chromium.ts";
import { openScratchStack } from "../../infra/stack/scratch-stack.ts";
import { browserArguments } from "../e2e/browser.ts";
import { answered, compared, part, slider, watchFrames } from "../e2e/planner-pages.ts";
import { printLine } from "./figure/line.ts";

const seconds = 4;
/** A frame that comes a fifth late was missed by the eye's measure of 60 a second. **Unit** ms. */
const late = 20;

/** Counts answers that the page shows from now on: frames without them would say little. */
async function watchAnswers(page: Page): Promise<() => Promise<number>> {
  await part(page, "Number of devices")
    .getByText(/ a step · /)
    .evaluate((line) => {
      const answers = { shown: 0 };
      const observer = new MutationObserver(() => (answers.shown += 1));
      observer.observe(line, { childList: true, characterData: true, subtree: true });
      Object.assign(window, { ingotAnswers: answers });
    });
  return async () => page.evaluate(() => (window as unknown as { ingotAnswers: { shown: number } }).ingotAnswers.shown);
}

/** Drags from end to end of the track's upper part and back, twice, a move every 14 ms. */
async function drag(page: Page): Promise<void> {
  const thumb = await slider(page).boundingBox();
  const track = await part(page, "Number of devices").locator(".mantine-Slider-track").boundingBox();
  if (!thumb || !track) throw new Error("the planner's page has no slider in sight");
  const height = thumb.y + thumb.height / 2;
  await page.mouse.move(thumb.x + thumb.width / 2, height);
  await page.mouse.down();
  const begun = performance.now();
  for (let share = 0; share < 1; share = (performance.now() - begun) / (seconds * 1000)) {
    const way = (1 - Math.cos(share * 4 * Math.PI)) / 2;
    await page.mouse.move(track.x + track.width * (0.95 - 0.6 * way), height);
    await page.waitForTimeout(14);
  }
  await page.mouse.up();
}

interface Drawn {
  readonly perSecond: number;
  readonly late: number;
  readonly longest: number;
  readonly threadShare: number;
}

async function drawnDuring(page: Page, work: () => Promise<void>): Promise<Drawn> {
  const watch = await watchFrames(page);
  const begun = performance.now();
  await work();
  const { busy } = await watch.thread();
  const elapsed = performance.now() - begun;
  const { gaps } = await watch.seen();
  return {
    perSecond: (gaps.length * 1000) / gaps.reduce((sum, gap) => sum + gap, 0),
    late: gaps.filter((gap) => gap > late).length,
    longest: Math.max(...gaps),
    threadShare: busy / elapsed,
  };
}

const places = [
  ["top", "The plan"],
  ["pipeline", "The pipeline, to scale"],
  ["front", "Layouts that no other beats"],
] as const;

const stack = await openScratchStack();
const browser = await chromium.launch({ executablePath: await findChromium(), args: [...browserArguments] });
try {
  for (const [figure, region] of places) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${stack.url}/planner`);
    await answered(page, /^1,024 GPUs · /);
    await compared(page);
    await part(page, region).scrollIntoViewIfNeeded();
    const rest = await drawnDuring(page, async () => page.waitForTimeout(seconds * 1000));
    const answers = await watchAnswers(page);
    const moved = await drawnDuring(page, async () => drag(page));
    printLine({
      bench: "slider",
      figure: `${figure}FramesPerSecond`,
      value: moved.perSecond,
      unit: "1/s",
      beside: [
        { name: "the same page at rest", value: rest.perSecond },
        { name: "answers shown", value: await answers() },
        { name: `frames later than ${late} ms`, value: moved.late },
        { name: "longest frame, ms", value: moved.longest },
        { name: "main thread's share of the time", value: moved.threadShare },
        { name: "goal", value: 60 },
      ],
    });
    await page.close();
  }
} finally {
  await browser.close();
  await stack.stop();
}
