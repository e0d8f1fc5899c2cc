import { Button, Text } from "@mantine/core";
import { formatDuration } from "../../format/duration.ts";
import { formatCount, formatNoun, formatShare } from "../../format/number.ts";
import { Facts } from "../../value/facts.tsx";
import type { Floor, Kernel } from "../question.ts";
import classes from "../wafer.module.css";
import type { Core } from "./use-floor-view.ts";

interface DefectFactsProps {
  readonly floor: Floor;
  /** The chosen kernel: a dead core amid its own shows most. */
  readonly kernel: Kernel;
  /** **Unit** s. */
  readonly plannedStep: number;
  readonly onShow: (core: Core) => void;
}

/** Cores around a dead one that shall be seen with it. */
const margin = 20;

const lies = ({ row, column }: Core, { x, y, width, height }: Kernel): boolean =>
  column > x + margin && column < x + width - margin && row > y + margin && row < y + height - margin;

/** So many are listed; the picture shows all. */
const listed = 24;

function slowed(stepTime: number, plannedStep: number): string {
  const share = stepTime / plannedStep - 1;
  if (Math.abs(share) < 0.000_05) return "as planned";
  return `${share > 0 ? "+" : "−"}${formatShare(Math.abs(share), 2)}, ${formatDuration(stepTime)}`;
}

function DeadCores({ floor, onShow }: Pick<DefectFactsProps, "floor" | "onShow">) {
  const { deadCores } = floor.fabric;
  return (
    <details className={classes.defects}>
      <summary>{formatNoun(deadCores.length, "dead core")} one by one</summary>
      <div className={classes.coreButtons}>
        {deadCores.slice(0, listed).map((core) => (
          <Button key={`${core.row} ${core.column}`} size="compact-xs" variant="default" onClick={() => onShow(core)}>
            Row {formatCount(core.row)}, column {formatCount(core.column)}
          </Button>
        ))}
      </div>
      {deadCores.length > listed && (
        <Text size="xs" c="dimmed" mt={4}>
          And {formatCount(deadCores.length - listed)} more in the picture.
        </Text>
      )}
    </details>
  );
}

/** The defects of the wafer drawn, and what the way around them costs. */
export function DefectFacts({ floor, kernel, plannedStep, onShow }: DefectFactsProps) {
  const { fabric, stepTime } = floor;
  const around = fabric.rows - fabric.meshRows - fabric.spareRows;
  const first = fabric.deadCores.find((core) => lies(core, kernel)) ?? fabric.deadCores[0];
  return (
    <>
      <Facts
        items={[
          {
            name: "Dead cores",
            value: `${formatCount(fabric.deadCores.length)} of ${formatCount(fabric.rows * fabric.columns)}`,
          },
          {
            name: "Mesh that the program sees",
            value: `${formatCount(fabric.meshRows)} × ${formatCount(fabric.meshColumns)}, ${formatShare(fabric.coreShare, 2)} of the cores`,
          },
          { name: "Spare rows used", value: `${formatCount(around)} of ${formatCount(around + fabric.spareRows)}` },
          { name: "Longest way between neighbors", value: formatNoun(fabric.longestRoute, "link") },
          { name: "A step on this wafer", value: slowed(stepTime, plannedStep) },
        ]}
      />
      {first && (
        <div className={classes.around}>
          <Button size="compact-sm" variant="default" onClick={() => onShow({ ...first })}>
            Show a dead core from near
          </Button>
          <DeadCores floor={floor} onShow={(core) => onShow({ ...core })} />
        </div>
      )}
    </>
  );
}
