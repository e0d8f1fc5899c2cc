import { formatShare } from "../../format/number.ts";
import type { Kernel } from "../question.ts";
import classes from "../wafer.module.css";
import { BoundMark } from "./bound-mark.tsx";

interface KernelListProps {
  readonly kernels: readonly Kernel[];
  readonly selected: Kernel;
  readonly streamed: boolean;
  readonly onSelect: (kernel: Kernel) => void;
}

/** Every kernel by name, for keyboards and those who do not see the picture. */
export function KernelList({ kernels, selected, streamed, onSelect }: KernelListProps) {
  return (
    <ol className={classes.kernels} aria-label={streamed ? "Kernels in their turn" : "Layers on the wafer"}>
      {kernels.map((kernel) => (
        <li key={kernel.name}>
          <button
            type="button"
            className={classes.kernel}
            aria-pressed={kernel === selected}
            onClick={() => onSelect(kernel)}
            onFocus={() => onSelect(kernel)}
            onPointerEnter={() => onSelect(kernel)}
          >
            <BoundMark of={kernel.bound} />
            <span>{kernel.label}</span>
            <span className={classes.share}>{formatShare(streamed ? kernel.shareOfStep : 1 - kernel.idleShare)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
