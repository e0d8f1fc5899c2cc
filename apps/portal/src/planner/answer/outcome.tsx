"use client";

import { useRef } from "react";
import { formatNoun } from "../../format/number.ts";
import { LatePictures } from "../picture/late-pictures.tsx";
import classes from "../planner.module.css";
import type { OnDemand, PlannerState, Started } from "../state.ts";
import type { PlannerAnswers } from "../use-planner.ts";
import { useRoomAbove } from "../use-room-above.ts";
import { Still } from "../when-seen.tsx";
import type { PlannedReply, RefusedView, SettingView } from "../worker/message.ts";
import { PlanHead, PlanParts } from "./plan-answer.tsx";
import { Refusal } from "./refusal.tsx";

interface OutcomeProps {
  /** Null where there is a plan. */
  readonly refused: RefusedView | null;
  readonly setting: SettingView;
  readonly answers: PlannerAnswers;
  readonly state: PlannerState;
  readonly onChange: (change: Partial<PlannerState>) => void;
  readonly started: Started;
  readonly onStart: (part: OnDemand) => void;
}

interface RefusedProps extends Pick<OutcomeProps, "setting" | "answers" | "state" | "onChange"> {
  readonly refused: RefusedView;
  readonly alone: boolean;
}

function Refused({ refused, alone, setting, answers, state, onChange }: RefusedProps) {
  const { changes, asked } = answers;
  const current = changes?.sequence === asked;
  const wafer = setting.kind === "wafer";
  return (
    <div className={classes.answers}>
      <Refusal refusal={refused} reply={changes} current={current} alone={alone} onApply={onChange} />
      {alone && <LatePictures answers={answers} wafer={wafer} steps={null} state={state} onChange={onChange} />}
    </div>
  );
}

function StillOf({ planned: { devices, setting } }: { readonly planned: PlannedReply }) {
  return (
    <p className={classes.still}>
      <span>Still the plan of {formatNoun(devices, setting.kind === "wafer" ? "wafer" : "GPU")}</span>
    </p>
  );
}

/**
 * A plan, or why there is none. While the slider moves through refusals the last plan's parts keep their places, out of
 * reach; a refusal that rests stands alone.
 */
export function Outcome({ refused, setting, ...props }: OutcomeProps) {
  const { planned, resting } = props.answers;
  const holder = useRef<HTMLDivElement>(null);
  const held = refused !== null;
  const room = useRoomAbove(holder, held && resting, !held);
  const alone = held && (room !== null || !planned);
  return (
    <div ref={holder} className={classes.outcome} data-alone={alone || undefined}>
      <div className={classes.first}>
        {planned && (
          <div className={classes.head} inert={held} hidden={alone}>
            <Still held={held}>
              <PlanHead planned={planned} {...props} />
            </Still>
          </div>
        )}
        {refused && <Refused refused={refused} alone={alone} setting={setting} {...props} />}
      </div>
      {planned && (
        <div hidden={alone}>
          {held && <StillOf planned={planned} />}
          <div className={classes.parts} inert={held}>
            <Still held={held}>
              <PlanParts planned={planned} {...props} />
            </Still>
          </div>
        </div>
      )}
      {room !== null && <div style={{ height: room }} />}
    </div>
  );
}
