import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconPlayerPlay, IconXboxX } from "@tabler/icons-react";
import { spellOut } from "../words/sentences.ts";
import { type Tone, toneOf } from "../words/tone.ts";
import classes from "./value.module.css";

const shapes = {
  good: IconCircleCheck,
  warn: IconAlertTriangle,
  bad: IconXboxX,
  info: IconPlayerPlay,
  idle: IconCircleDashed,
} as const satisfies Record<Tone, unknown>;

/** A state by word, shape and colour, so that it reads without any one of them. */
export function Status({ of, label }: { readonly of: string; readonly label?: string }) {
  const tone = toneOf(of);
  const Shape = shapes[tone];
  return (
    <span className={`${classes.status} ${classes[tone]}`}>
      <Shape size={16} stroke={1.8} aria-hidden />
      {label ?? spellOut(of)}
    </span>
  );
}
