"use client";

import { Skeleton } from "@mantine/core";
import { memo, use, useCallback, useRef } from "react";
import { formatStepTime } from "../../format/duration.ts";
import { unbroken } from "../../format/unbroken.ts";
import { Section } from "../../page/section.tsx";
import { ReasonList } from "../../quote/reason-list.tsx";
import { Wafer } from "../../wafer/wafer.tsx";
import classes from "../planner.module.css";
import { type OnDemand, type PlannerState, rampText, type Started } from "../state.ts";
import type { PlannerAnswers } from "../use-planner.ts";
import { useSteady } from "../use-steady.ts";
import { Resting, WhenSeen } from "../when-seen.tsx";
import type { ExplanationView, PlannedReply, PlannedView, ReasonsReply } from "../worker/message.ts";
import { Between, Power } from "./between.tsx";
import { Bounds } from "./bounds.tsx";
import { LatePictures } from "../picture/late-pictures.tsx";
import { Launch } from "./launch.tsx";
import { Fading } from "../fading.tsx";
import { Headline } from "./headline.tsx";
import { Moves } from "./moves.tsx";
import { Neighbours } from "./neighbours.tsx";
import { StageMemory } from "./stage-memory.tsx";
import { Waterfall } from "./waterfall.tsx";
import { WholeRun } from "./whole-run.tsx";

interface PlanProps {
  readonly planned: PlannedReply;
  readonly answers: PlannerAnswers;
  readonly state: PlannerState;
  readonly onChange: (change: Partial<PlannerState>) => void;
  readonly started: Started;
  readonly onStart: (part: OnDemand) => void;
}

/** What a wafer holds: one device as good as another. */
function waferStage({ plan }: PlannedView) {
  const { parts, used, available } = plan.memory;
  return [{ stage: 0, layers: 0, ranks: plan.hardware.devices, parts, used, available, fullest: true }];
}

const pending = { text: "…", change: null };
const nothing = { text: "Nothing that was tried makes it faster for the same devices.", change: null };

const nextMove = (reasons: ReasonsReply | null) =>
  reasons?.explanation ? (reasons.explanation.next ?? nothing) : pending;

const stepHint = (seconds: number) =>
  unbroken(`${formatStepTime(seconds)} a step; hatched time is hidden behind other work`);

interface ReasonsProps {
  readonly view: PlannedView;
  readonly explanation: ExplanationView | null;
  /** Whether it is of the plan shown; a moving slider is ahead of it. */
  readonly current: boolean;
}

/** Where time and memory go, and what would change it. */
const Reasons = memo(function Reasons({ view, explanation, current }: ReasonsProps) {
  const wafer = view.plan.layout.kind === "wafer";
  return (
    <div className={classes.two}>
      <div className={classes.answers}>
        <Section title="Where a step's time goes" hint={stepHint(view.plan.stepTime)}>
          <Waterfall plan={view.plan} />
        </Section>
      </div>
      <div className={classes.answers}>
        <Section
          title={wafer ? "Memory" : "Memory by stage"}
          hint={wafer ? "What a wafer holds." : "What one device of each stage holds."}
        >
          <StageMemory stages={view.stages ?? waferStage(view)} />
        </Section>
        {wafer && (
          <Section title="Why this plan">
            <ReasonList reasons={view.plan.reasons.map((reason) => ({ ...reason, values: { ...reason.values } }))} />
          </Section>
        )}
        {!wafer && !explanation && <Skeleton height={320} />}
        {explanation && (
          <Fading current={current}>
            <StandsInTheWay explanation={explanation} />
          </Fading>
        )}
      </div>
    </div>
  );
});

const StandsInTheWay = memo(function StandsInTheWay({ explanation }: { readonly explanation: ExplanationView }) {
  return (
    <Section title="What stands in the way" hint="The step if one resource were infinite (Amdahl).">
      <Bounds bounds={explanation.bounds} stepTime={explanation.stepTime} />
    </Section>
  );
});

interface ExplainedProps {
  readonly explanation: ExplanationView;
  /** Whether it belongs to the question that stands now. */
  readonly current: boolean;
  readonly onChange: (change: Partial<PlannerState>) => void;
}

/** What could be done, why nothing else was, what power it takes and what lies between steps. */
const Explained = memo(function Explained({ explanation, current, onChange }: ExplainedProps) {
  const holder = useRef<HTMLDivElement>(null);
  const held = !(use(Resting) && current);
  useSteady(holder, held);
  return (
    <div ref={holder} className={classes.answers} data-held={held || undefined}>
      <Section title="What could be done" hint="Each planned again; best first.">
        <div className={classes.steady} data-steady>
          <Moves moves={explanation.moves} onChange={onChange} />
        </div>
      </Section>
      <Section title="Why not its neighbours" hint="Layouts one step away. Pin one to see the plan it gives.">
        <Neighbours neighbours={explanation.neighbours} held={held} onChange={onChange} />
      </Section>
      <div className={classes.two}>
        <Section title="Power" hint="Of these GPUs with their share of their hosts, before cooling.">
          <Power states={explanation.power.states} />
        </Section>
        <Section title="Between the steps" hint="No part of the step's time.">
          <Between causes={explanation.between} />
        </Section>
      </div>
    </div>
  );
});

/** Whether the explanation is of the plan shown: under a slider that only passes the last one stays, and fades. */
const isExplained = ({ sequence }: PlannedReply, { reasons }: PlannerAnswers): boolean =>
  reasons?.sequence === sequence;

const isCurrent = ({ launch, asked }: PlannerAnswers, { tool, scheduler }: PlannerState): boolean =>
  launch?.sequence === asked && launch.tool === tool && launch.scheduler === scheduler;

const isRunCurrent = ({ wholeRun, asked }: PlannerAnswers, { ramp }: PlannerState): boolean =>
  wholeRun?.sequence === asked && rampText(wholeRun.ramp) === rampText(ramp);

/** The plan itself, in the first screen. */
export function PlanHead({ planned, answers, onChange }: Pick<PlanProps, "planned" | "answers" | "onChange">) {
  const { outcome, setting, milliseconds } = planned;
  const move = outcome.plan.layout.kind === "gpu" ? nextMove(answers.reasons) : null;
  return (
    <WhenSeen>
      <Headline
        view={outcome}
        setting={setting}
        milliseconds={milliseconds}
        move={move}
        moveCurrent={isExplained(planned, answers)}
        onChange={onChange}
      />
    </WhenSeen>
  );
}

/** Everything else that can be said about a plan. */
export function PlanParts({ planned, answers, state, started, onChange, onStart }: PlanProps) {
  const view = planned.outcome;
  const explanation = answers.reasons?.explanation ?? null;
  const explained = isExplained(planned, answers);
  const { layout } = view.plan;
  const onLaunch = useCallback(() => onStart("launch"), [onStart]);
  const onWholeRun = useCallback(() => onStart("wholeRun"), [onStart]);
  return (
    <>
      <WhenSeen>
        <Reasons view={view} explanation={explanation} current={explained} />
      </WhenSeen>
      {view.wafer && <Wafer ask={view.wafer.ask} plan={view.wafer.plan} />}
      <LatePictures
        answers={answers}
        wafer={layout.kind === "wafer"}
        steps={view.plan.totalSteps}
        state={state}
        onChange={onChange}
      />
      {explanation && layout.kind === "gpu" && (
        <WhenSeen>
          <Fading current={explained}>
            <Explained
              explanation={explanation}
              current={answers.reasons?.sequence === answers.asked}
              onChange={onChange}
            />
          </Fading>
        </WhenSeen>
      )}
      <WholeRun
        reply={answers.wholeRun}
        current={isRunCurrent(answers, state)}
        ramp={state.ramp}
        started={started.wholeRun}
        onStart={onWholeRun}
        onChange={onChange}
      />
      {layout.kind === "gpu" && (
        <Launch
          reply={answers.launch}
          tool={state.tool}
          scheduler={state.scheduler}
          current={isCurrent(answers, state)}
          started={started.launch}
          onStart={onLaunch}
          onChange={onChange}
        />
      )}
    </>
  );
}
