import type { UnreadableView } from "./message.ts";

/** What cannot be planned for a reason of the question's own is told, not thrown. */
export function attempt<Value>(work: () => Value): Value | UnreadableView {
  try {
    return work();
  } catch (error) {
    return { kind: "unreadable", problems: [error instanceof Error ? error.message : String(error)] };
  }
}
