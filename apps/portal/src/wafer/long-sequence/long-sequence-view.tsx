import { Alert, Text } from "@mantine/core";
import { longSequenceClaim, type LongSequenceRow } from "@ingot/compute";
import { formatCount } from "../../format/number.ts";
import { PageHeader } from "../../page/page-header.tsx";
import pageClasses from "../../page/page.module.css";
import { ModelSection } from "./model-section.tsx";

/** Names of machines and software that do not hold a model, in the order of the models. */
function whatRunsOut(rows: readonly LongSequenceRow[]): string {
  const out = rows.flatMap(({ model, cells }) =>
    cells.filter(({ fits }) => !fits).map(({ hardware, software }) => `${model.label} on ${hardware} with ${software}`),
  );
  return out.length === 0 ? "Nothing runs out of memory." : `Out of memory: ${out.join("; ")}. All else fits.`;
}

/** The same three models at 10,240 tokens on GPUs and on one wafer, with the software of 2022 and of today. */
export function LongSequenceView({ rows }: { readonly rows: readonly LongSequenceRow[] }) {
  const [first] = rows;
  return (
    <>
      <PageHeader
        title="Long sequences on GPUs and on a wafer"
        lead={`The genome models of Argonne at ${formatCount(first?.sequenceLength ?? 0)} tokens: 64 GPUs beside one wafer, predicted by the planner.`}
      />
      <div className={pageClasses.stack}>
        <Alert color="gray" title={`${formatCount(longSequenceClaim.ratio)} times is a claim`}>
          {longSequenceClaim.text}
        </Alert>
        <Text>{whatRunsOut(rows)}</Text>
        {rows.map((row) => (
          <ModelSection key={row.model.id} row={row} />
        ))}
      </div>
    </>
  );
}
