// What planning costs those who plan and those who do not: on threads of its own, as it runs, beside a portal that plans
// in the thread that answers everybody.
import { openScratchStack } from "../../infra/stack/scratch-stack.ts";
import { heavyQuestion } from "../heavy-question.ts";
import { callerWith } from "../integration/caller.ts";
import { openSecondPortal } from "../integration/second-portal.ts";
import { printLine } from "./figure/line.ts";

const smallQuestion = { model: "gpt2", system: "dgx-h100", devices: 8 };
const questions = 600;
const quietMilliseconds = 3_000;

const took = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

async function plan(url: string, path: string, body: object): Promise<void> {
  const { status } = await callerWith({}, url).rest("POST", path, { body });
  if (status !== 200) throw new Error(`${path} was answered ${status}`);
}

/** The middle of what small questions take, asked of each portal in turn; the first third warms them up. */
async function smallQuestions(urls: readonly string[]): Promise<readonly number[]> {
  const all = urls.map((): number[] => []);
  for (let each = 0; each < questions; each += 1) {
    for (const [index, url] of urls.entries()) all[index]?.push(await took(() => plan(url, "/plans", smallQuestion)));
  }
  const warm = all.map((each) => each.slice(questions / 3).toSorted((a, b) => a - b));
  return warm.map((each) => each[Math.floor(each.length / 2)] ?? 0);
}

/** The longest that health takes to be answered, asked again and again until something else has ended. */
async function longestHealth(url: string, end: Promise<unknown>): Promise<number> {
  let ended = false;
  const seen = end.finally(() => (ended = true));
  let longest = 0;
  while (!ended) longest = Math.max(longest, await took(async () => (await fetch(`${url}/api/health`)).arrayBuffer()));
  await seen;
  return longest;
}

const stack = await openScratchStack();
try {
  const { url } = stack;
  const oneThread = await openSecondPortal(stack.env, { INGOT_PLANNER_THREAD: "none" });
  const [small = 0, smallInOneThread = 0] = await smallQuestions([url, oneThread.url]);
  const withoutQuestion = await longestHealth(url, new Promise((resolve) => setTimeout(resolve, quietMilliseconds)));
  const beside = await longestHealth(url, plan(url, "/plans/front", heavyQuestion));
  const inOneThread = await longestHealth(oneThread.url, plan(oneThread.url, "/plans/front", heavyQuestion));
  await oneThread.stop();
  const tell = (figure: string, value: number, peers: Record<string, number>) => {
    const told = Object.entries(peers).map(([name, each]) => ({ name, value: each }));
    printLine({ bench: "planning", figure, value, unit: "ms", beside: told });
  };
  tell("healthMax", beside, { withoutQuestion, inOneThread });
  tell("smallQuestionMedian", small, { inOneThread: smallInOneThread });
} finally {
  await stack.stop();
}
