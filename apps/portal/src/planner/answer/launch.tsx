"use client";

import { Button, CopyButton, Group, NativeSelect, Skeleton } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload } from "@tabler/icons-react";
import type { Launch as LaunchFiles } from "@ingot/compute";
import { memo, useState } from "react";
import { formatStepTime } from "../../format/duration.ts";
import { formatShare } from "../../format/number.ts";
import { unbroken } from "../../format/unbroken.ts";
import { Section } from "../../page/section.tsx";
import classes from "../planner.module.css";
import type { PlannerState } from "../state.ts";
import type { LaunchReply, LaunchView } from "../worker/message.ts";
import { tarOf } from "./tar.ts";
import { Fading } from "../fading.tsx";

const tools = [
  { value: "megatron-lm", label: "Megatron-LM" },
  { value: "torchtitan", label: "torchtitan" },
  { value: "deepspeed", label: "DeepSpeed" },
  { value: "llm-foundry", label: "LLM Foundry" },
];
const schedulers = [
  { value: "slurm", label: "Slurm" },
  { value: "jobset", label: "Kubernetes JobSet" },
  { value: "skypilot", label: "SkyPilot" },
];

/** Gives the browser a file made here. */
function download(name: string, content: BlobPart): void {
  const address = URL.createObjectURL(new Blob([content]));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

const baseName = (path: string): string => path.split("/").at(-1) ?? path;

function Files({ launch }: { readonly launch: LaunchFiles }) {
  const [chosen, setChosen] = useState(0);
  const file = launch.files[Math.min(chosen, launch.files.length - 1)];
  if (!file) return null;
  const name = `${launch.tool}-${launch.scheduler}`;
  const folder = launch.files.map(({ path, content }) => ({ path: `${name}/${path}`, content }));
  return (
    <>
      <Group justify="space-between" gap="xs" mb="xs">
        <div className={classes.fileTabs} role="group" aria-label="Files of the launch">
          {launch.files.map(({ path }, index) => (
            <button key={path} type="button" aria-pressed={path === file.path} onClick={() => setChosen(index)}>
              {path}
            </button>
          ))}
        </div>
        <Group gap="xs">
          <CopyButton value={file.content} timeout={2500}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                variant="default"
                onClick={copy}
                leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              >
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
          <Button size="xs" variant="default" onClick={() => download(baseName(file.path), file.content)}>
            This file
          </Button>
          <Button
            size="xs"
            onClick={() => download(`${name}.tar`, tarOf(folder))}
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            All files
          </Button>
        </Group>
      </Group>
      <pre className={classes.file} role="group" tabIndex={0} aria-label={`Text of ${file.path}`}>
        {file.content}
      </pre>
      <details className={classes.behind} open>
        <summary>Before you start them</summary>
        <ul className={classes.plainList}>
          {launch.notes.map((note) => (
            <li key={note}>{unbroken(note)}</li>
          ))}
        </ul>
      </details>
    </>
  );
}

/** A tool's plan is timed as its own measured framework runs, which may be faster than the plan's. */
function beside(seconds: number, planned: number): string {
  const share = formatShare(Math.abs(seconds / planned - 1));
  return seconds < planned ? `${share} faster` : `${share} slower`;
}

function Told({ view: { launch, refusal, instead } }: { readonly view: LaunchView }) {
  return (
    <>
      {(refusal !== null || instead !== null) && (
        <p className={classes.told}>
          {refusal && unbroken(refusal)}
          {instead &&
            unbroken(
              ` These files are for the fastest layout that it can carry out, timed as it runs: ${instead.layout}; ${formatStepTime(instead.stepTime)} a step, ${beside(instead.stepTime, instead.planned)} than the plan.`,
            )}
        </p>
      )}
      {launch && <Files launch={launch} />}
    </>
  );
}

interface LaunchProps {
  readonly reply: LaunchReply | null;
  readonly tool: PlannerState["tool"];
  readonly scheduler: PlannerState["scheduler"];
  /** Whether the files belong to what is asked now. */
  readonly current: boolean;
  readonly started: boolean;
  readonly onStart: () => void;
  readonly onChange: (change: Partial<PlannerState>) => void;
}

/** The plan as files that start it on a cluster of one's own. */
export const Launch = memo(function Launch(props: LaunchProps) {
  const { reply, tool, scheduler, current, started, onStart, onChange } = props;
  return (
    <Section
      title="Take it home"
      hint="Files that start this plan on your own cluster with a public training program."
      actions={
        <div className={classes.axes}>
          <NativeSelect
            size="xs"
            aria-label="Training program"
            data={tools}
            value={tool}
            onChange={(event) => onChange({ tool: event.currentTarget.value as PlannerState["tool"] })}
          />
          <NativeSelect
            size="xs"
            aria-label="Scheduler"
            data={schedulers}
            value={scheduler}
            onChange={(event) => onChange({ scheduler: event.currentTarget.value as PlannerState["scheduler"] })}
          />
        </div>
      }
    >
      {!started && (
        <Button variant="default" onClick={onStart}>
          Write the files
        </Button>
      )}
      {started && !reply && <Skeleton height={240} />}
      {started && reply && (
        <Fading current={current}>
          <Told view={reply.view} />
        </Fading>
      )}
    </Section>
  );
});
