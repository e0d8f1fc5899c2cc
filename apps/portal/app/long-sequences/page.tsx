import { longSequenceComparison, type LongSequenceRow } from "@ingot/compute";
import { cookies } from "next/headers";
import { PlannerFrame } from "../../src/planner/planner-frame.tsx";
import { LongSequenceView } from "../../src/wafer/long-sequence/long-sequence-view.tsx";

export const metadata = {
  title: "Long sequences",
  description:
    "What fits and what runs out of memory at 10,240 tokens: GPUs and a wafer, software of 2022 and of today.",
};

let compared: readonly LongSequenceRow[] | null = null;

export default async function LongSequencePage() {
  // Nothing in it depends on who asks or when.
  compared ??= longSequenceComparison();
  const known = (await cookies()).getAll().some(({ name }) => name.endsWith(".session_token"));
  return (
    <PlannerFrame known={known}>
      <LongSequenceView rows={compared} />
    </PlannerFrame>
  );
}
