import type { LongSequenceCell } from "@ingot/compute";
import { formatBytes } from "../../format/bytes.ts";
import { formatSignificant } from "../../format/number.ts";
import classes from "./long-sequence.module.css";

/** What a device needs beside what it has; the mark is the end of its memory. */
export function MemoryCell({ cell, most }: { readonly cell: LongSequenceCell; readonly most: number }) {
  const { neededBytes, neededBytesKept, availableBytes, fits } = cell;
  const share = (bytes: number) => `${(100 * bytes) / most}%`;
  return (
    <div>
      <div className={classes.lane} aria-hidden>
        <div className={fits ? classes.needed : classes.tooMuch} style={{ width: share(neededBytes) }} />
        <div className={classes.limit} style={{ left: share(availableBytes) }} />
      </div>
      {formatBytes(neededBytes)} of {formatBytes(availableBytes)}
      {!fits && (
        <strong className={classes.out}>
          out of memory by {formatBytes(neededBytes - availableBytes)},{" "}
          {formatSignificant(neededBytes / availableBytes, 2)} times what there is
        </strong>
      )}
      {neededBytesKept > neededBytes * 1.01 && (
        <span className={classes.kept}>{formatBytes(neededBytesKept)} if nothing were computed again</span>
      )}
    </div>
  );
}
