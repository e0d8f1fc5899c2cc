import type { DurationForecast, Infeasible, Plan } from "@ingot/compute";

/** Answers of pure functions, kept by the question that they follow from; the oldest goes first. */
function memory<Answer>(most: number): (question: string, answer: () => Answer) => Answer {
  const known = new Map<string, Answer>();
  return (question, answer) => {
    const before = known.get(question);
    if (before !== undefined) return before;
    const made = answer();
    known.set(question, made);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return made;
  };
}

/**
 * Plans and forecasts follow from the question alone, and the same is asked again and again: a preview at each rest of
 * the slider, the quote after it, every system beside the chosen one. Forgetting them costs time and nothing else.
 */
export const knownPlan = memory<Plan | Infeasible>(2_000);
export const knownForecast = memory<DurationForecast>(2_000);
