"use client";

import { memo } from "react";
import { unbroken } from "../../format/unbroken.ts";
import { PlainButton } from "../control/plain-button.tsx";
import classes from "../planner.module.css";
import type { PlannerQuestion } from "../state.ts";
import type { MoveView } from "../worker/message.ts";

interface MovesProps {
  readonly moves: readonly MoveView[];
  readonly onChange: (change: Partial<PlannerQuestion>) => void;
}

/** What would be gained by each move that was tried, planned again, best first; what the question has a field for is one click away. */
export const Moves = memo(function Moves({ moves, onChange }: MovesProps) {
  if (moves.length === 0) return <p className={classes.pointed}>Nothing that was tried gives more.</p>;
  return (
    <ol className={classes.moves}>
      {moves.map(({ code, text, change }) => (
        <li key={code}>
          <span>{unbroken(text)}</span>
          {change && (
            <PlainButton onClick={() => onChange(change)} aria-label={`Do this: ${text}`}>
              Do this
            </PlainButton>
          )}
        </li>
      ))}
    </ol>
  );
});
