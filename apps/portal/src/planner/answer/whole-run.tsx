"use client";

import { Button, Skeleton } from "@mantine/core";
import { memo, type ReactNode } from "react";
import { formatDuration } from "../../format/duration.ts";
import { formatScaled, formatShare, formatSignificant } from "../../format/number.ts";
import { unbroken } from "../../format/unbroken.ts";
import { Section } from "../../page/section.tsx";
import { ToneMark } from "../../value/status.tsx";
import { PlainButton } from "../control/plain-button.tsx";
import classes from "../planner.module.css";
import type { PlannerState } from "../state.ts";
import { Ramp, RampFields } from "./ramp.tsx";
import type { AllocationView, UnreadableView, WholeRunReply, WholeRunView } from "../worker/message.ts";
import { Headings } from "../picture/headings.tsx";
import { Fading } from "../fading.tsx";

type Change = (change: Partial<PlannerState>) => void;

const perParameter = ({ tokensPerParameter }: AllocationView): string => formatSignificant(tokensPerParameter, 2);

function Costs({ costs }: Pick<WholeRunView, "costs">) {
  return (
    <table className={classes.plain}>
      <thead>
        <tr>
          <th scope="col">Besides training</th>
          <th scope="col">Time</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {costs.map(({ label, seconds, share }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{formatDuration(seconds)}</td>
            <td>{formatShare(share)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Matches({ matches, onChange }: Pick<WholeRunView, "matches"> & { readonly onChange: Change }) {
  return (
    <table className={classes.plain}>
      <thead>
        <tr>
          <th scope="col">As good as</th>
          <th scope="col">Tokens</th>
          <th scope="col">
            <span className="visually-hidden">Action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {matches.map(({ label, source, tokens }) => (
          <tr key={label}>
            <th scope="row" title={source}>
              {label}
            </th>
            <td>{tokens === null ? "no number of tokens" : formatScaled(tokens)}</td>
            <td>
              {tokens !== null && (
                <PlainButton
                  onClick={() => onChange({ tokens: Math.round(tokens) })}
                  aria-label={`Train on these: as many tokens as reach ${label}`}
                >
                  Train on these
                </PlainButton>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const headings = ["Parameters", "Tokens", "A parameter", "Loss"] as const;

function Figures({ row }: { readonly row: AllocationView }) {
  return (
    <>
      <td>{formatScaled(row.parameters)}</td>
      <td>{formatScaled(row.tokens)}</td>
      <td>{perParameter(row)}</td>
      <td>{formatSignificant(row.loss, 4)}</td>
    </>
  );
}

function Sizes({ sizes, lives }: Pick<WholeRunView, "sizes" | "lives">) {
  return (
    <table className={classes.plain}>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Which</span>
          </th>
          <Headings names={[...headings, "Computation saved"]} />
        </tr>
      </thead>
      <tbody>
        {sizes.map((row) => (
          <tr key={row.name}>
            <th scope="row">{row.name}</th>
            <Figures row={row} />
            <td />
          </tr>
        ))}
        {lives.map((row) => (
          <tr key={row.served}>
            <th scope="row">As good, and serves {formatScaled(row.served)} tokens</th>
            <Figures row={row} />
            <td>{formatShare(row.saved, 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Shapes({ shapes }: Pick<WholeRunView, "shapes">) {
  const none = unbroken("No shape of the same size (within 4 %) is more than 2 % cheaper here: it is good as it is.");
  return (
    <>
      <h3 className={classes.subtitle}>A shape that is cheaper to train on these devices</h3>
      {shapes.length === 0 && <p className={classes.pointed}>{none}</p>}
      <ul className={classes.plainList}>
        {shapes.map((text) => (
          <li key={text}>{unbroken(text)}</li>
        ))}
      </ul>
    </>
  );
}

interface PartProps {
  readonly title: string;
  readonly label: string;
  readonly children: ReactNode;
}

/** The heading stays in sight where a narrow screen scrolls the table below it. */
function Part({ title, label, children }: PartProps) {
  return (
    <div>
      <h3 className={classes.subtitle}>{title}</h3>
      <div className={classes.behindScroll} role="group" tabIndex={0} aria-label={label}>
        {children}
      </div>
    </div>
  );
}

function Told({ view, onChange }: { readonly view: WholeRunView; readonly onChange: Change }) {
  const { p50, p90 } = view.duration;
  const lasts = `${formatDuration(p50)}, nine in ten within ${formatDuration(p90)}`;
  const goodput = `${lasts}; ${formatShare(view.goodput)} of the time trains at full speed; the rest, in the mean`;
  return (
    <div className={classes.wholeRun}>
      <div>
        <Part title={goodput} label="What a run does besides training">
          <Costs costs={view.costs} />
        </Part>
        {view.ramp && <Ramp ramp={view.ramp} />}
      </div>
      <Part title="To be as good as a published run" label="Tokens to be as good as a published run">
        <Matches matches={view.matches} onChange={onChange} />
      </Part>
      <div className={classes.wide}>
        <Part title="Other sizes, by Besiroglu’s fit of Chinchilla’s law (nats a token)" label="Other sizes">
          <Sizes sizes={view.sizes} lives={view.lives} />
        </Part>
        <p className={classes.pointed}>{`${view.advice.charAt(0).toUpperCase()}${view.advice.slice(1)}.`}</p>
        <p className={classes.pointed}>
          The plan’s own loss above is by Muennighoff’s law, which knows repeated data: compare losses within one law.
        </p>
        <Shapes shapes={view.shapes} />
      </div>
    </div>
  );
}

function Unread({ problems }: Pick<UnreadableView, "problems">) {
  return (
    <p className={classes.refusal} role="status">
      <ToneMark of="bad" />
      <span>{problems.map((problem) => `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`).join(" ")}</span>
    </p>
  );
}

interface WholeRunProps {
  readonly reply: WholeRunReply | null;
  readonly current: boolean;
  readonly ramp: PlannerState["ramp"];
  readonly started: boolean;
  readonly onStart: () => void;
  readonly onChange: Change;
}

/** The run as a whole, and the model itself: what of them could be another. */
export const WholeRun = memo(function WholeRun({ reply, current, ramp, started, onStart, onChange }: WholeRunProps) {
  return (
    <Section
      title="The whole run, and the model itself"
      hint="What it does besides training, how many tokens make it as good as a known run, and which size and shape would cost less."
    >
      {!started && (
        <Button variant="default" onClick={onStart}>
          Look at the whole run
        </Button>
      )}
      {started && <RampFields ramp={ramp} onChange={onChange} />}
      {started && !reply && <Skeleton height={320} />}
      {started && reply?.view && (
        <Fading current={current}>
          {"problems" in reply.view ? (
            <Unread problems={reply.view.problems} />
          ) : (
            <Told view={reply.view} onChange={onChange} />
          )}
        </Fading>
      )}
    </Section>
  );
});
