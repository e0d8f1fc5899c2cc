import { PlainButton } from "../control/plain-button.tsx";
import classes from "../planner.module.css";
import type { PlannerState } from "../state.ts";

interface HeldProps {
  /** What a picture is held to; empty where nothing is pinned. */
  readonly text: string;
  readonly onChange: (change: Partial<PlannerState>) => void;
}

/** Says which pins a picture honours, and lets them go. */
export function Held({ text, onChange }: HeldProps) {
  if (text === "") return null;
  return (
    <p className={classes.held}>
      {text}
      <PlainButton onClick={() => onChange({ pins: {} })}>Let the pins go</PlainButton>
    </p>
  );
}
