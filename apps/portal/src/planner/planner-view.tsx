"use client";

import { Alert, Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";
import { memo, useEffect, useState } from "react";
import { formatDuration, formatStepTime } from "../format/duration.ts";
import { formatNoun } from "../format/number.ts";
import { PageHeader } from "../page/page-header.tsx";
import { Section } from "../page/section.tsx";
import type { CatalogSystem, PlannerCatalog } from "./catalog.ts";
import { DeviceDock } from "./control/device-dock.tsx";
import { HardwareFields } from "./control/hardware-fields.tsx";
import { PinFields } from "./control/pin-fields.tsx";
import { ShareButton } from "./control/share-button.tsx";
import { WorkFields } from "./control/work-fields.tsx";
import classes from "./planner.module.css";
import { devicesMost, type OnDemand, type PlannerState, type Started } from "./state.ts";
import { useKeptFocus } from "./use-kept-focus.ts";
import type { PlannerAnswers } from "./use-planner.ts";
import { Resting } from "./when-seen.tsx";
import type { OutcomeView, SettingView } from "./worker/message.ts";

/** Controls first: what answers comes while the worker plans. */
const loadOutcome = () => import("./answer/outcome.tsx").then(({ Outcome }) => Outcome);
const Outcome = dynamic(loadOutcome, { ssr: false, loading: () => <Waiting /> });

interface PlannerViewProps {
  readonly catalog: PlannerCatalog;
  readonly state: PlannerState;
  readonly answers: PlannerAnswers;
  readonly problems: readonly string[];
  readonly onChange: (change: Partial<PlannerState>) => void;
  readonly onMove: (system: CatalogSystem) => void;
  readonly started: Started;
  readonly onStart: (part: OnDemand) => void;
}

/** Tells of the number that was planned: the slider may be further already. */
function dockText(reply: PlannerAnswers["plan"]): string {
  if (!reply) return "Starting the planner…";
  const { outcome, setting } = reply;
  if (outcome.kind === "unreadable") return "Nothing to plan yet";
  const devices = formatNoun(reply.devices, setting?.kind === "wafer" ? "wafer" : "GPU");
  // Not everything is refused for its size: a batch may not divide by the devices.
  if (outcome.kind === "refused") return `${devices}: ${outcome.unit === "B" ? "does not fit" : "no such plan"}`;
  const { plan, duration } = outcome;
  return `${devices} · ${formatStepTime(plan.stepTime)} a step · ${formatDuration(duration.p50)}`;
}

interface DeviceRange {
  readonly most: number;
  readonly perNode: number;
  readonly noun: "GPU" | "wafer";
}

/** What the slider spans: known from the catalog at once, of a described cluster once it is read. */
function rangeOf({ systems }: PlannerCatalog, state: PlannerState, setting: SettingView | null): DeviceRange {
  if (state.cluster !== null) {
    const { devicesMost: most = devicesMost, devicesPerNode = 8 } = setting ?? {};
    return { most: Math.min(devicesMost, most), perNode: devicesPerNode, noun: "GPU" };
  }
  const system = systems.find(({ id }) => id === state.hardware);
  if (!system) return { most: devicesMost, perNode: 8, noun: "GPU" };
  const noun = system.kind === "wafer" ? "wafer" : "GPU";
  return { most: Math.min(devicesMost, system.devicesMax), perNode: system.devicesPerNode, noun };
}

const gpuLayoutOf = (outcome: OutcomeView | undefined) =>
  outcome?.kind === "planned" && outcome.plan.layout.kind === "gpu" ? outcome.plan.layout : null;

interface ControlsProps extends Pick<PlannerViewProps, "catalog" | "state" | "onChange" | "onMove"> {
  readonly plan: PlannerAnswers["plan"];
}

const Controls = memo(function Controls({ catalog, state, plan, onChange, onMove }: ControlsProps) {
  const setting = plan?.setting ?? null;
  const outcome = plan?.outcome;
  const range = rangeOf(catalog, state, setting);
  return (
    <aside className={classes.controls} aria-label="What to plan">
      <DeviceDock
        devices={state.devices}
        {...range}
        onDevices={onChange}
        answer={dockText(plan)}
        refused={outcome?.kind === "refused"}
      />
      <div className={classes.sheet}>
        <WorkFields
          models={catalog.models}
          setting={setting}
          model={state.model}
          config={state.config}
          tokens={state.tokens}
          batch={state.batch}
          sequence={state.sequence}
          onChange={onChange}
        />
        <HardwareFields
          systems={catalog.systems}
          setting={setting}
          hardware={state.hardware}
          cluster={state.cluster}
          dtype={state.dtype}
          onChange={onChange}
          onMove={onMove}
        />
        {range.noun === "GPU" && <PinFields pins={state.pins} found={gpuLayoutOf(outcome)} onChange={onChange} />}
        <ShareButton state={state} />
      </div>
    </aside>
  );
});

const Remarks = memo(function Remarks({ setting }: { readonly setting: SettingView | null }) {
  if (!setting || setting.remarks.length === 0) return null;
  return (
    <Alert variant="outline" color="gray" title="What the file says and the plan does not hold">
      <ul className={classes.plainList}>
        {setting.remarks.map((remark) => (
          <li key={remark}>{remark}</li>
        ))}
      </ul>
    </Alert>
  );
});

interface ProblemsProps {
  readonly title: string;
  readonly problems: readonly string[];
  readonly onClose?: () => void;
}

function Problems({ title, problems, onClose }: ProblemsProps) {
  if (problems.length === 0) return null;
  return (
    <Alert
      variant="outline"
      color="red"
      title={title}
      styles={{ title: { color: "var(--ingot-bad)" } }}
      withCloseButton={onClose !== undefined}
      closeButtonLabel="Close"
      {...(onClose ? { onClose } : {})}
    >
      <ul className={classes.plainList}>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Alert>
  );
}

function Waiting() {
  return (
    <Section title="The plan">
      <p role="status" className="visually-hidden">
        Loading the planner
      </p>
      <div className={classes.waiting}>
        {Array.from({ length: 6 }, (_, row) => (
          <Skeleton key={row} height={44} />
        ))}
      </div>
    </Section>
  );
}

function Answer({
  state,
  answers,
  started,
  onChange,
  onStart,
}: Omit<PlannerViewProps, "problems" | "catalog" | "onMove">) {
  const { plan } = answers;
  if (answers.failure) return <Problems title="The planner did not start" problems={[answers.failure]} />;
  if (!plan) return <Waiting />;
  const { outcome, setting } = plan;
  if (outcome.kind === "unreadable" || !setting) {
    const problems = outcome.kind === "unreadable" ? outcome.problems : [];
    return <Problems title="This cannot be planned" problems={problems} />;
  }
  return (
    <Outcome
      refused={outcome.kind === "refused" ? outcome : null}
      setting={setting}
      answers={answers}
      state={state}
      onChange={onChange}
      started={started}
      onStart={onStart}
    />
  );
}

const heading = (
  <PageHeader
    title="Planner"
    lead="The best layout for a model on a cluster, and where every second and byte goes. Planned in your browser: nothing is sent."
  />
);

/** The planner: what to plan on the left, the answer and its pictures on the right. */
export function PlannerView(props: PlannerViewProps) {
  const { catalog, state, answers, problems, onChange, onMove } = props;
  const [closed, setClosed] = useState(false);
  const whole = useKeptFocus<HTMLDivElement>();
  useEffect(() => void loadOutcome(), []);
  return (
    <Resting value={answers.resting}>
      {heading}
      <div ref={whole} className={classes.split}>
        <Controls catalog={catalog} state={state} plan={answers.plan} onChange={onChange} onMove={onMove} />
        <div className={classes.answers}>
          {!closed && (
            <Problems title="Parts of the link could not be read" problems={problems} onClose={() => setClosed(true)} />
          )}
          <Remarks setting={answers.plan?.setting ?? null} />
          <Answer {...props} />
        </div>
      </div>
    </Resting>
  );
}
