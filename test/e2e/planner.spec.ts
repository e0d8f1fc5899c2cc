// Guarantee: anybody plans any model on any cluster without an account and without a call to the server; what is shown
// can be shared by its address, a refusal is one click away from a plan, and the page stays alive under the slider.
import type { Page } from "@playwright/test";
import { olympe } from "./people.ts";
import { answered, compared, countRequests, devices, part, slider, watchFrames, watchPlace } from "./planner-pages.ts";
import { choose } from "./quote-pages.ts";
import { expect, listen, test } from "./visit.ts";

const open = async (page: Page, complaints: string[], query = "") => {
  listen(page, complaints);
  await page.goto(`/planner${query}`);
};

test("a plan with all its pictures, from the first page, without an account", async ({ page, complaints }) => {
  await open(page, complaints);
  await page.goto("/");
  await page.getByRole("link", { name: "Open the planner" }).click();
  await expect(page).toHaveURL(/\/planner$/);
  await answered(page, /^1,024 GPUs · \d.* a step/);
  await expect(part(page, "The plan")).toContainText("Next best move");
  await expect(part(page, "The plan")).toContainText(/nine in ten within \d+\sd/);
  await expect(part(page, "Memory by stage").getByText(/Stage \d+, the fullest/)).toBeVisible();
  await expect(part(page, "Where a step's time goes")).toContainText("Matrix work");
  await expect(part(page, "What stands in the way")).toContainText("Matrix unit");
  await expect(part(page, "Why not its neighbours").getByRole("row").nth(5)).toBeVisible();
  await expect(part(page, "The pipeline, to scale").locator("canvas")).toBeVisible();
  await expect(part(page, "Who talks to whom")).toContainText("inside NVLink");
  await expect(part(page, "More or fewer devices")).toContainText(/each gives less than \d+\s%/);
  await compared(page);
});

test("the slider plans without a call to the server, and the page stays alive", async ({ page, complaints }, info) => {
  await open(page, complaints);
  await answered(page, /^1,024 GPUs · /);
  await compared(page);
  const requests = countRequests(page);
  const frames = await watchFrames(page);
  await slider(page).focus();
  for (let step = 0; step < 24; step++) await page.keyboard.press(step < 12 ? "ArrowLeft" : "ArrowRight");
  await answered(page, /^1,024 GPUs · /);
  const { busy, scripts } = await frames.thread();
  await page.keyboard.press("ArrowLeft");
  await answered(page, /^768 GPUs · /);
  await expect(page).toHaveURL(/\?n=768$/);
  await compared(page);
  const { longTasks, gaps } = await frames.seen();
  const late = gaps.filter((gap) => gap > 20).length;
  const longest = Math.round(Math.max(0, ...longTasks));
  const steps = 24;
  const each = `${(busy / steps).toFixed(1)} ms of its time a step, ${(scripts / steps).toFixed(1)} of it in scripts`;
  const told = `${each}; ${longTasks.length} long tasks, longest ${longest} ms; ${late} of ${gaps.length} frames late`;
  info.annotations.push({ type: "main thread", description: told });
  process.stdout.write(`    main thread under the slider: ${told}\n`);
  expect(requests).toEqual({ calls: [], files: [] });
  // Once it rests, nothing shown is of a number that it passed.
  await expect(page.locator("[data-stale]")).toHaveCount(0);
});

test("the page itself holds no planner: it stays with the workers", async ({ page, complaints }) => {
  await open(page, complaints);
  await answered(page, /^1,024 GPUs · /);
  await compared(page);
  const scripts = await page
    .locator("script[src]")
    .evaluateAll((all) => all.map((script) => script.getAttribute("src")));
  const texts = await Promise.all(scripts.map(async (src) => (await page.request.get(src ?? "")).text()));
  // Words of a refusal that only the planner can make.
  const holds = (text: string) => text.includes("a plan may fill");
  expect(scripts.length).toBeGreaterThan(5);
  expect(scripts.filter((_, index) => holds(texts[index] ?? ""))).toEqual([]);
});

test("the line below the slider tells of the number that was planned, never of the next one", async ({
  page,
  complaints,
}) => {
  await open(page, complaints);
  await answered(page, /^1,024 GPUs · /);
  await part(page, "Number of devices")
    .getByText(/ a step · /)
    .evaluate((line) => {
      const told = [line.textContent];
      new MutationObserver(() => told.push(line.textContent)).observe(line, { characterData: true, subtree: true });
      Object.assign(window, { ingotTold: told });
    });
  await slider(page).focus();
  for (let step = 0; step < 8; step++) await page.keyboard.press(step < 4 ? "ArrowLeft" : "ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await answered(page, /^768 GPUs · /);
  const told = await page.evaluate(() => (window as unknown as { ingotTold: string[] }).ingotTold);
  const numbers = new Set(told.map((line) => line.split(" · ")[0]));
  expect(numbers.size).toBeGreaterThan(1);
  expect(new Set(told).size).toBe(numbers.size);
});

test("who comes back to the page finds what was asked there", async ({ page, complaints }) => {
  await open(page, complaints);
  await page.goto("/");
  await page.getByRole("link", { name: "Open the planner" }).click();
  await devices(page).fill("2048");
  await answered(page, /^2,048 GPUs · /);
  await expect(page).toHaveURL(/\?n=2048$/);
  await page.getByRole("link", { name: "Ingot, first page" }).click();
  await expect(page.getByRole("link", { name: "Open the planner" })).toBeVisible();
  await page.goBack();
  await answered(page, /^2,048 GPUs · /);
  await expect(devices(page)).toHaveValue("2,048");
  await expect(page).toHaveURL(/\?n=2048$/);
});

test("a refusal says what was needed, and the nearest change that fits is one click away", async ({
  page,
  complaints,
}) => {
  await open(page, complaints, "?n=4");
  const refusal = part(page, "There is no such plan");
  await expect(refusal).toContainText("Needed");
  await refusal.getByRole("button", { name: /^Do this: Take \d+ GPUs/ }).click();
  await answered(page, /^\d+ GPUs · /);
  await expect(part(page, "The plan")).toBeVisible();
});

test("a refusal under the moving slider moves nothing, and one that rests is read where the page was scrolled to", async ({
  page,
  complaints,
}) => {
  await open(page, complaints, "?n=48");
  await answered(page, /^48 GPUs · /);
  await compared(page);
  const reasons = part(page, "What stands in the way");
  await reasons.evaluate((section) => section.scrollIntoView());
  const places = await watchPlace(page, "What stands in the way");
  await slider(page).focus();
  for (let step = 0; step < 12; step++) await page.keyboard.press(step % 6 < 3 ? "ArrowLeft" : "ArrowRight");
  for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowLeft");
  const refusal = part(page, "There is no such plan");
  await expect(refusal.getByRole("button", { name: /^Do this: Take \d+ GPUs/ }).first()).toBeInViewport();
  await expect(reasons).toBeHidden();
  for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowRight");
  await answered(page, /^48 GPUs · /);
  await expect(reasons).toBeInViewport();
  const { shown, usedRefused } = await places();
  expect(shown).toHaveLength(1);
  expect(usedRefused).toBe(0);
});

test("rows of the neighbours keep their places while the slider moves", async ({ page, complaints }) => {
  await open(page, complaints);
  await answered(page, /^1,024 GPUs · /);
  await compared(page);
  const neighbours = part(page, "Why not its neighbours");
  await neighbours.evaluate(async (section) => {
    await document.fonts.ready;
    section.scrollIntoView();
    const seen = { words: new Set<string>(), moves: [] as string[] };
    let before: number[] | null = null;
    const look = () => {
      requestAnimationFrame(look);
      // A refusal that rests hides the parts of the last plan: on a busy machine it may on the way.
      if (!section.checkVisibility()) {
        before = null;
        return;
      }
      const rows = [...section.querySelectorAll("tbody tr")];
      const { top } = section.getBoundingClientRect();
      const held = section.closest("[data-held]") !== null;
      // A question that rests, if only for a moment, gives every row the height of its words.
      const places = held ? rows.map((row) => row.getBoundingClientRect().top - top) : null;
      const moved = places?.some((place, index) => Math.abs(place - (before?.[index] ?? place)) > 1);
      if (moved || (places && before && places.length !== before.length)) seen.moves.push(`${before} to ${places}`);
      if (held) seen.words.add(rows.map((row) => row.textContent).join());
      before = places;
    };
    look();
    // It may rest for less than a frame of a busy machine.
    const rest = new MutationObserver(() => (before = null));
    rest.observe(document, { subtree: true, attributeFilter: ["data-held"] });
    Object.assign(window, { ingotRows: seen });
  });
  await slider(page).focus();
  for (let step = 0; step < 24; step++) await page.keyboard.press(step < 12 ? "ArrowLeft" : "ArrowRight");
  await answered(page, /^1,024 GPUs · /);
  const { words, moves } = await page.evaluate(() => {
    const { words, moves } = (window as unknown as { ingotRows: { words: Set<string>; moves: string[] } }).ingotRows;
    return { words: words.size, moves };
  });
  expect(words).toBeGreaterThan(1);
  expect(moves).toEqual([]);
});

test("on paper no heading is parted from what it heads, and nothing asks to be pressed", async ({
  page,
  complaints,
}) => {
  await open(page, complaints);
  await answered(page, /^1,024 GPUs · /);
  await compared(page);
  await page.emulateMedia({ media: "print" });
  const parts = await page.locator("main section:visible").evaluateAll((sections) =>
    sections.map((section) => ({
      name: section.querySelector("h2")?.textContent ?? section.ariaLabel,
      whole: getComputedStyle(section).breakInside === "avoid",
      heading: getComputedStyle(section.firstElementChild ?? section).breakAfter === "avoid",
      wider: section.scrollWidth > section.clientWidth,
    })),
  );
  // A table longer than a page parts between its rows.
  const parted = parts.filter(({ whole }) => !whole).map(({ name }) => name);
  expect(parted).toEqual(["Number of devices", "Why not its neighbours"]);
  expect(parts.filter(({ heading }) => !heading).map(({ name }) => name)).toEqual(["Number of devices"]);
  expect(parts.filter(({ wider }) => wider)).toEqual([]);
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
});

test("the focus stays in its part of the page when what was pressed is gone", async ({ page, complaints }) => {
  await open(page, complaints, "?n=4");
  await part(page, "There is no such plan")
    .getByRole("button", { name: /^Do this: Take \d+ GPUs/ })
    .press("Enter");
  await answered(page, /^\d+ GPUs · /);
  await expect(page.locator(":focus")).toContainText("The run takes");
  const run = part(page, "The whole run, and the model itself");
  await run.getByRole("button", { name: "Look at the whole run" }).press("Enter");
  await expect(run).toBeFocused();
  const neighbours = part(page, "Why not its neighbours");
  await neighbours.getByRole("button", { name: /^Pin/ }).first().press("Enter");
  await expect(page).toHaveURL(/pp=/);
  await expect(neighbours.locator(":focus").or(neighbours.and(page.locator(":focus")))).toHaveCount(1);
});

test("the whole run: what it does besides training, tokens to be as good as a known run, other sizes and shapes", async ({
  page,
  complaints,
}) => {
  await open(page, complaints, "?model=gpt2&on=dgx-a100-80&n=8");
  await answered(page, /^8 GPUs · /);
  const run = part(page, "The whole run, and the model itself");
  await run.getByRole("button", { name: "Look at the whole run" }).click();
  await expect(run).toContainText(/[\d.]+ % of the time trains at full speed/);
  await expect(run).toContainText("padded vocabulary 51,200 instead of 50,257");
  await expect(run.getByRole("row", { name: /^As good, and serves 10 trillion tokens/ })).toBeVisible();
  await expect(run.getByRole("row", { name: /^Chinchilla 70B/ })).toContainText("no number of tokens");
  await run.getByLabel("The batch starts at").fill("100");
  await run.getByLabel("grows each time by").fill("7");
  await run.getByLabel("and is full after").fill("1000000000");
  await expect(run).toContainText(/cannot share batches of 100, 107, .* evenly/);
  await expect(page).toHaveURL(/ramp=100-7-1000000000/);
  await page.reload();
  await run.getByText(/^Table of \d+ batch sizes/).click();
  await expect(run.getByRole("row", { name: /^100 .* unevenly$/ })).toBeVisible();
  await run.getByLabel("The batch starts at").fill("100000");
  await expect(run.getByRole("status")).toContainText(/A ramp needs a start of 1 or more below/);
  await run.getByRole("button", { name: "Full from the first step" }).click();
  await expect(page).not.toHaveURL(/ramp=/);
  await page.goto("/planner?model=llama3-70b&n=512");
  await answered(page, /^512 GPUs · /);
  await run.getByRole("button", { name: "Look at the whole run" }).click();
  await run.getByRole("button", { name: "Train on these: as many tokens as reach Chinchilla 70B" }).click();
  await expect(page).toHaveURL(/tokens=1388\d{9}/);
});

test("a layout pinned by hand is planned, shared by its address, and let go", async ({ page, complaints, context }) => {
  await open(page, complaints, "?model=llama3-70b&n=256");
  await answered(page, /^256 GPUs · /);
  await page.getByText("Layout: searched").click();
  await page.getByLabel("Pipeline", { exact: true }).selectOption("4");
  await expect(part(page, "The plan")).toContainText("pipeline 4");
  await expect(page).toHaveURL(/pp=4/);
  const shared = await context.newPage();
  await shared.goto(page.url());
  await expect(part(shared, "The plan")).toContainText("pipeline 4");
  await expect(shared.getByText("Layout: 1 part pinned")).toBeVisible();
  await compared(shared);
  const front = part(shared, "Layouts that no other beats");
  await expect(front).toContainText("Only with what is pinned: pipeline 4.");
  await expect(part(shared, "More or fewer devices")).toContainText("Only with what is pinned: pipeline 4.");
  await front.getByText(/^Table of/).click();
  const rows = front.getByRole("rowheader");
  await expect(rows.first()).toBeVisible();
  expect((await rows.allTextContents()).filter((name) => !name.includes("pipeline 4 "))).toEqual([]);
  await shared.getByRole("button", { name: "Search all of it" }).click();
  await expect(shared).not.toHaveURL(/pp=4/);
});

const config = {
  model_type: "llama",
  hidden_size: 5120,
  num_hidden_layers: 40,
  num_attention_heads: 40,
  num_key_value_heads: 40,
  intermediate_size: 13824,
  vocab_size: 32000,
  max_position_embeddings: 4096,
};
const cluster = { name: "Our H100s", device: "h100-sxm", nodes: 16, network: { perDeviceGbps: 400, nodesPerLeaf: 4 } };

test("one's own model on one's own cluster, and the files to start it", async ({ page, complaints, context }) => {
  await open(page, complaints);
  await page.getByRole("button", { name: "Use your own config.json" }).click();
  await page.getByLabel("A Hugging Face config.json").fill("{ not json");
  await page.getByRole("button", { name: "Plan with it" }).click();
  await expect(page.getByText(/^This is not JSON/)).toBeVisible();
  await page.getByLabel("A Hugging Face config.json").fill(JSON.stringify(config));
  await page.getByRole("button", { name: "Plan with it" }).click();
  await expect(page.getByText(/llama 13B, 13 billion parameters/)).toBeVisible();
  await page.getByRole("button", { name: "Describe your own cluster" }).click();
  await page.getByLabel("Your cluster in a few lines of JSON").fill(JSON.stringify({ ...cluster, device: "h100" }));
  await page.getByRole("button", { name: "Plan with it" }).click();
  await expect(page.getByText(/did you mean h100-sxm\?/)).toBeVisible();
  // What was typed is not typed again.
  await page.getByRole("button", { name: "Change the file" }).last().click();
  await expect(page.getByLabel("Your cluster in a few lines of JSON")).toHaveValue(
    /"device": "h100",\n {2}"nodes": 16/,
  );
  await page.getByLabel("Your cluster in a few lines of JSON").fill(JSON.stringify(cluster));
  await page.getByRole("button", { name: "Plan with it" }).click();
  // All of it, without being told.
  await expect(devices(page)).toHaveValue("128");
  await expect(part(page, "The plan")).toContainText("128 of Our H100s");
  await part(page, "Take it home").getByRole("button", { name: "Write the files" }).click();
  await expect(part(page, "Take it home").locator("pre")).toContainText("torchrun");
  const download = page.waitForEvent("download");
  await part(page, "Take it home").getByRole("button", { name: "All files" }).click();
  expect((await download).suggestedFilename()).toBe("megatron-lm-slurm.tar");
  await expect(page).toHaveURL(/config=[\w-]+&cluster=[\w-]+&n=128/);
  const shared = await context.newPage();
  await shared.goto(page.url());
  await expect(part(shared, "The plan")).toContainText("128 of Our H100s");
});

test("wafers, and a link with faults", async ({ page, complaints }) => {
  await open(page, complaints, "?model=gpt-j-6b&n=zwei&tp=0");
  await expect(page.getByText('n must be a whole number from 1 to 16,384; the link says "zwei".')).toBeVisible();
  await choose(page, "Hardware", /^Cerebras CS-3/);
  await answered(page, /^16 wafers · /);
  await expect(part(page, "Why this plan")).toContainText("weights stay outside");
  await expect(part(page, "The work on the wafer")).toContainText("Feed-forward up");
  await expect(part(page, "One step as it streams")).toContainText("Weights in");
  await expect(part(page, "The pipeline, to scale")).toHaveCount(0);
});

test("those who are signed in find it in the navigation", async ({ enter }) => {
  const page = await enter(olympe);
  await page.getByRole("navigation", { name: "Main" }).getByText("Planner").click();
  await answered(page, /^1,024 GPUs · /);
  await expect(page.getByRole("link", { name: "Your pages" })).toBeVisible();
});
