import { memo } from "react";
import { formatMemory } from "../../format/bytes.ts";
import { formatDuration, formatStepTime } from "../../format/duration.ts";
import { formatEnergy, formatPower } from "../../format/energy.ts";
import { formatCount, formatScaled, formatShare, formatSignificant } from "../../format/number.ts";
import { unbroken } from "../../format/unbroken.ts";
import { Section } from "../../page/section.tsx";
import { Exact } from "../../value/exact.tsx";
import { Fading } from "../fading.tsx";
import { PlainButton } from "../control/plain-button.tsx";
import classes from "../planner.module.css";
import type { PlannerQuestion } from "../state.ts";
import type { MoveView, PlannedView, SettingView } from "../worker/message.ts";

interface HeadlineProps {
  readonly view: PlannedView;
  readonly setting: SettingView;
  readonly milliseconds: number;
  /** The next best move, in one sentence; null where none is looked for. */
  readonly move: Pick<MoveView, "text" | "change"> | null;
  /** Whether the move is of the plan shown; a moving slider is ahead of it. */
  readonly moveCurrent: boolean;
  readonly onChange: (change: Partial<PlannerQuestion>) => void;
}

interface FigureProps {
  readonly name: string;
  readonly value: React.ReactNode;
  readonly detail: string;
}

function Figure({ name, value, detail }: FigureProps) {
  return (
    <div className={classes.figure}>
      <dt>{name}</dt>
      <dd>
        <span className={classes.figureValue}>{value}</span>
        <span className={classes.figureDetail}>{unbroken(detail)}</span>
      </dd>
    </div>
  );
}

function energyCost({ powerPrice }: SettingView, energyKwh: number): string | null {
  if (!powerPrice) return null;
  return `${powerPrice.currency} ${formatCount(powerPrice.perKilowattHour * energyKwh)} at your tariff`;
}

/** The answer in the first screen: how long, how much, how certain. */
export const Headline = memo(function Headline(props: HeadlineProps) {
  const { view, setting, milliseconds, move, moveCurrent, onChange } = props;
  const { plan, duration } = view;
  const { used, available } = plan.memory;
  return (
    <Section
      title="The plan"
      hint={unbroken(view.layout)}
      actions={<span className={classes.stamp}>planned here in {formatDuration(milliseconds / 1000)}</span>}
    >
      <dl className={classes.figures}>
        <Figure
          name="The run takes"
          value={<Exact value={`${duration.p50} s`}>{formatDuration(duration.p50)}</Exact>}
          detail={`nine in ten within ${formatDuration(duration.p90)}`}
        />
        <Figure
          name="A step takes"
          value={<Exact value={`${plan.stepTime} s`}>{formatStepTime(plan.stepTime)}</Exact>}
          detail={`${formatScaled(plan.tokensPerStep / plan.stepTime)} tokens/s, ${formatCount(plan.totalSteps)} steps`}
        />
        <Figure
          name="Device time"
          value={<Exact value={`${view.deviceHours} h`}>{formatScaled(view.deviceHours)} h</Exact>}
          detail={`${formatCount(plan.hardware.devices)} of ${setting.system}`}
        />
        <Figure
          name="Energy"
          value={<Exact value={`${view.energyKwh} kWh`}>{formatEnergy(view.energyKwh)}</Exact>}
          detail={energyCost(setting, view.energyKwh) ?? `${formatPower(plan.power)} on average, before cooling`}
        />
        <Figure
          name="Utilization (MFU)"
          value={formatShare(plan.modelFlopsUtilization)}
          detail={`of the ${plan.hardware.deviceKind === "wafer" ? "wafers'" : "GPUs'"} dense peak`}
        />
        <Figure
          name="Fullest device"
          value={formatShare(used / available, 0)}
          detail={`${formatMemory(used)} of ${formatMemory(available)}`}
        />
        <Figure
          name="Expected loss"
          value={`${formatSignificant(view.expectedLoss)} nats`}
          detail={`after ${formatScaled(setting.tokens)} tokens, each read once, by Muennighoff’s law`}
        />
        <Figure
          name="Interruptions"
          value={formatSignificant(duration.faultsMean, 2)}
          detail={`expected; a checkpoint every ${formatCount(plan.checkpoint.everySteps)} steps`}
        />
      </dl>
      {move && (
        <Fading current={moveCurrent}>
          <div className={classes.move}>
            <p>
              <strong>Next best move.</strong> {unbroken(move.text)}
            </p>
            {move.change && (
              <PlainButton filled onClick={() => move.change && onChange(move.change)}>
                Do this
              </PlainButton>
            )}
          </div>
        </Fading>
      )}
    </Section>
  );
});
