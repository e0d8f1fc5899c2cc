// A planner's thread for tests: questions say themselves what becomes of them, and wait until they are let through.
import type { Answered } from "../src/plan/answered.ts";

export interface Gated {
  /** Kept shut at 0; the thread stands still before it. */
  readonly gate?: Int32Array;
  /** What the question says that it took. */
  readonly seconds?: number;
  readonly end?: "answer" | "fails" | "never" | "dies" | "hoards";
}

export const ready = (): true => true;

export function answered({ input }: { readonly input: Gated }): Answered {
  if (input.gate) Atomics.wait(input.gate, 0, 0);
  while (input.end === "never");
  for (const hoard: number[][] = []; input.end === "hoards";) hoard.push(Array<number>(500_000).fill(0));
  if (input.end === "dies") process.exit(3);
  if (input.end === "fails") return { kind: "failure", seconds: input.seconds ?? 0, error: new Error("no plan") };
  return { kind: "answer", seconds: input.seconds ?? 0, answer: "let through" };
}
