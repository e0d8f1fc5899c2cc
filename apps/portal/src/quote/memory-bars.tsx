import type { Plan } from "../api/outputs.ts";
import { formatMemory } from "../format/bytes.ts";
import { formatCount, formatShare } from "../format/number.ts";
import { Exact } from "../value/exact.tsx";
import classes from "./quote.module.css";

/** What fills the fullest device; each part against all the memory there is. */
export function MemoryBars({ memory }: { readonly memory: Plan["memory"] }) {
  const { parts, used_bytes: used, available_bytes: available } = memory;
  return (
    <table className={classes.bars}>
      <caption className={classes.barsCaption}>
        {formatMemory(used)} of {formatMemory(available)} used on the fullest device, {formatShare(used / available, 0)}
      </caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Kind</th>
          <th scope="col">Size</th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <tr key={part.kind}>
            <th scope="row">
              {part.label}
              <span className={classes.lane} aria-hidden>
                <span
                  className={classes.exposed}
                  style={{ width: `${Math.min(100, (part.bytes / available) * 100)}%` }}
                />
              </span>
            </th>
            <td className={classes.value}>
              <Exact value={`${formatCount(part.bytes)} B`}>{formatMemory(part.bytes)}</Exact>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
