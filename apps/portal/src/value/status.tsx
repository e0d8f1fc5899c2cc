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

/** The shape and colour of a judgement, beside words that say it. */
export function ToneMark({ of }: { readonly of: Tone }) {
  const Shape = shapes[of];
  return (
    <span className={`${classes.mark} ${classes[of]}`} aria-hidden>
      <Shape size={16} stroke={1.8} />
    </span>
  );
}

/** A state by word, shape and colour, so that it reads without any one of them. */
export function Status({ of, label }: { readonly of: string; readonly label?: string }) {
  const tone = toneOf(of);
  return (
    <span className={`${classes.status} ${classes[tone]}`}>
      <ToneMark of={tone} />
      {label ?? spellOut(of)}
    </span>
  );
}
