import type { GpuFamily } from "../../../packages/compute/src/hardware/system.ts";
import { fittedFamilies, fittedSoftware } from "../../../packages/compute/src/plan/gpu/fitted.ts";
import { errorBand } from "../../../packages/compute/src/plan/error-band.ts";
import { unseenErrors, type UnseenClass } from "../../../packages/compute/src/plan/unseen-errors.ts";
import type { ValidationReport } from "../../../packages/compute/src/plan/validation/report.ts";
import { chosen, fittedFamilyCount, memoryConstants } from "../../fit/chosen.ts";
import { noiseFloor, type TimeErrors, type Way } from "./errors.ts";
import type { AdmittedFailure } from "./margin.ts";
import { coverage, worstRows } from "./plots.ts";

const one = (value: number | undefined): string => (value ?? Number.NaN).toFixed(1);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

const wayNames: Readonly<Record<Way, string>> = {
  fitted: "fitted on all rows",
  withoutGroup: "group left out (source, model, number of GPUs)",
  withoutSource: "source left out",
  withoutFramework: "source left out, its framework's constants too",
};

function headline({ macro, summary, naiveMacro, naiveElsewhereMacro }: TimeErrors): string {
  const ways = (Object.keys(wayNames) as Way[]).map((way) => {
    const { meanPercent, medianPercent, p90Percent, biasPercent } = summary[way];
    return [wayNames[way], macro[way], meanPercent, medianPercent, p90Percent, biasPercent].map((cell) =>
      typeof cell === "number" ? one(cell) : cell,
    );
  });
  return table(
    ["step time, %", "macro mean", "mean", "median", "p90", "bias"],
    [
      ...ways,
      ["constant share of peak, of the other groups", one(naiveMacro), "", "", "", ""],
      ["constant share of peak, of the other sources", one(naiveElsewhereMacro), "", "", "", ""],
    ],
  );
}

const sourceTable = ({ sources }: TimeErrors): string =>
  table(
    ["source", "rows", "fitted", "group out", "source out", "framework out", "constant share, groups", "sources"],
    sources.map(({ source, rows, percent, naive, naiveElsewhere }) => [
      source,
      String(rows),
      ...(Object.keys(wayNames) as Way[]).map((way) => one(percent[way])),
      one(naive),
      one(naiveElsewhere),
    ]),
  );

function constantsTable(): string {
  const values = new Map([...Object.entries(fittedFamilies), ...Object.entries(fittedSoftware)]);
  return table(
    ["constant", "fitted", "believed before"],
    chosen.map(({ name, owners, key, prior }) => {
      const value = values.get(owners[0] ?? "")?.[key] ?? Number.NaN;
      return [`\`${name}\``, String(value), String(Number(prior.toPrecision(3)))];
    }),
  );
}

const systemOf: Readonly<Partial<Record<UnseenClass, { system: string; label: string }>>> = {
  a100: { system: "dgx-a100-80", label: "A100" },
  h100: { system: "dgx-h100", label: "H100, H200" },
  b200: { system: "dgx-b200", label: "B200, GB200" },
};
const otherLabels: Readonly<Record<string, string>> = {
  b300: "B300, GB300",
  unmeasured: "hardware without measured runs",
  wafer: "wafers",
};

const bandTable = (): string =>
  table(
    ["plans on", "unseen rows", "50 % within", "90 % within"],
    (Object.keys(unseenErrors) as UnseenClass[]).map((own) => {
      const { rows, half50, half90 } = unseenErrors[own];
      const percent = (half: number) => `-${one((1 - Math.exp(-half)) * 100)} to +${one((Math.exp(half) - 1) * 100)} %`;
      return [systemOf[own]?.label ?? otherLabels[own] ?? own, String(rows), percent(half50), percent(half90)];
    }),
  );

const families: readonly GpuFamily[] = ["a100", "h100", "b200", "b300"];

function count(): string {
  const total = chosen.length + memoryConstants;
  const own = families.map(
    (family) =>
      `${family.toUpperCase()} ${chosen.filter(({ kind, owners }) => kind === "family" && (owners as readonly string[]).includes(family)).length}`,
  );
  const frameworks = chosen.filter(({ kind }) => kind === "software").length;
  return `Rows moved ${chosen.length} numbers of the time model (${own.join(", ")}, one of them shared by B200 and B300; nine
frameworks ${frameworks}) and ${memoryConstants} of the memory model: ${total} in all, ${one(total / fittedFamilyCount)} for each of the ${fittedFamilyCount} families. None belongs to
a row or to a source. Which numbers rows may move was chosen with all rows in view.`;
}

function order({ order: all, orders }: TimeErrors): string {
  return `Pairs of layouts of one group (source, model, number of GPUs) by predicted and by measured time, group left out:
Kendall's tau is ${all.tau.toFixed(2)} over all ${all.pairs.toLocaleString("en")} pairs, and ${all.tauOfGroups.toFixed(2)} in the mean of the ${all.groups} groups. Repeats of one layout have no order
and tell how finely one is known. Sources of twenty pairs or more, hardest first:

${table(
  ["source", "pairs", "tau", `tau of pairs more than ${noiseFloor * 100} % apart`, "repeats", "their scatter, %"],
  orders.map(({ source, pairs, tau, apart, repeats }) => [
    source,
    pairs.toLocaleString("en"),
    tau.toFixed(2),
    apart.tau.toFixed(2),
    `${repeats.runs}`,
    repeats.runs > 0 ? one(repeats.percent) : "",
  ]),
)}`;
}

function better({ sources }: TimeErrors): string {
  const ahead = sources.filter(({ percent, naive }) => percent.withoutSource < naive).length;
  const strict = sources.filter(({ percent, naiveElsewhere }) => percent.withoutFramework < naiveElsewhere).length;
  return `With its source left out, the planner is closer than a constant share of peak that knows the source's other groups on
${ahead} of ${sources.length} sources; with the framework's constants left out as well, closer than one that knows no row of the source
on ${strict}.`;
}

function memorySection({ memory, admission }: ValidationReport): string {
  return table(
    ["figure", "value"],
    [
      [`mean error of ${memory?.rows} rows`, `${one(memory?.meanPercent)} %`],
      ["macro mean over sources", `${one(memory?.macroMeanPercent)} %`],
      ["rows that ran and are admitted", `${admission.admitted} of ${admission.ran}`],
      ["rows out of memory that are refused", `${admission.refused} of ${admission.outOfMemory}`],
    ],
  );
}

/** Why no margin on the count mends what is admitted. */
const marginSection = (failures: readonly AdmittedFailure[]): string =>
  failures
    .map(
      ({ id, filled, fullerThatRan, ran }) =>
        `${id} is counted at ${Math.round(100 * filled)} % of its card: a margin that refuses it would refuse ${fullerThatRan} of ${ran} rows that ran.`,
    )
    .join(" ");

function deviceSection({ time, memory }: ValidationReport): string {
  return `${time?.rows} steps of one H200 with PyTorch of November 2026 (\`test/fit/h200-steps.csv\`): mean error ${one(time?.meanPercent)} %,
median ${one(time?.medianPercent)} %, bias ${one(time?.biasPercent)} %. One GPU, models of 0.2 to 8 billion
parameters and a framework newer than any measured row: the planner takes kernels to be slower than they are by now, and
the processor to be faster than it is on steps of a tenth of a second. What its hooks cost the processor, what clipping and
the loss move were measured on the same device (\`test/fit/h200-memory.csv\`); no number was fitted to these rows.

Their memory is ${one(memory?.meanPercent)} % off in the mean, and that figure is not of unseen rows: what FSDP holds was counted with these
rows and the parts of the same steps in view. No number was fitted to them.`;
}

/** What the report is drawn from. */
export interface Accuracy {
  readonly errors: TimeErrors;
  readonly report: ValidationReport;
  readonly failures: readonly AdmittedFailure[];
  /** Steps that the fit never saw. */
  readonly steps: ValidationReport;
}

/** The report as Markdown: every figure comes from the run that draws it. */
export function accuracyDocument({ errors, report, failures, steps }: Accuracy): string {
  const held = coverage(errors).find(({ nominal }) => nominal === 0.9)?.held ?? Number.NaN;
  const h100 = errorBand({ hardware: { system: "dgx-h100", devices: 8, nodes: 1, deviceKind: "gpu" } });
  return `# How far the planner is off

Drawn by \`npm run bench -- planner-report\`, which fits the constants on \`../shared/validation/gpu-training-dev.csv\`, leaves
groups, sources and frameworks out in turn, and writes constants, error bands, these tables and plots. Errors are of the
time of one step; each source counts once in a macro mean. Values that their authors recall and whole runs are left out.

${headline(errors)}

${better(errors)} The worst unseen rows: ${worstRows(errors, 6).join(", ")}.

![predicted and measured](images/planner-scatter.svg)

## Order of layouts

${order(errors)}

## By source

![error by source](images/planner-sources.svg)

${sourceTable(errors)}

## Constants

${count()}

${constantsTable()}

Everything else stays at what is believed of it before any row: kernels measured alone on an H200
(\`test/fit/h200-kernels.json\`), published kernel figures, what a framework's documentation says it overlaps. The fit
minimizes robust errors, each source weighing as the root of its rows, and the distance from these beliefs
(\`test/fit/least-squares.ts\`); \`node test/fit/fit.ts\` repeats it in under a minute, \`node test/fit/choose.ts\` the choice.

## Memory

${memorySection(report)}

What FSDP holds is counted tensor by tensor, as measured part by part on an H200 (\`test/fit/h200-memory.csv\`, torch 2.11;
\`h200-memory.test.ts\` holds the count to it): 16 bytes a sharded parameter; both tables gathered through the step; 16 bytes
a hidden value and layer with keys repeated for every head; 8 bytes a feed-forward value in eager mode, 6 compiled; 12
bytes a logit where the loss is computed in 32 bits, 4 where it is compiled, as torchtitan's is since 2025; on streams
of their own, whose memory nothing else can take, one gathered copy and the unreduced gradients of the largest group.
The same causes explain torchtitan's rows of December 2024 and June 2025.

Not explained: one layout of BLOOM's log in bf16 that ran out of memory (82 layers, tensor 4, pipeline 12, micro batch 2):
larger micro batches of like models ran at 73 and 79 GiB, and the count, uneven stages and both tables included, stays
14 GiB below the card. ${marginSection(failures)}
Its neighbour of 70 layers and micro batch 4 is counted fuller, and ran. torchtitan's runs of 70B and 405B with tensor parallelism lie 4 to 11 % above the count.

## Causes, and what has none

No number was fitted for these; each is what a program or a paper says. Transformer Engine had no fused attention for
heads of 192 and 128 values on Blackwell before June 2025, so DeepSeek-V3 wrote its scores there. Megatron's fused
softmax takes score matrices by fours. nanotron's ZeRO-1 sums gradients whole and copies each rank's slice of each weight.
PyTorch stops recomputing a layer at the last value that it needs. DeepSeek-V3 was trained by a framework that sends a
token to four nodes at most, out in fp8, behind other work. Megatron Core clamps both halves of GPT-OSS's gate in passes of
their own and sends the gate's offset to the GPU in every layer, for which the processor waits: the launches of all experts
follow the work then, and no exchange hides.

Without a known cause: one layout of GPT-OSS-120B that ran at 0.6 of its speed in one container only (26.06.01, not 26.06
or 26.08), and the same model on eight B300 a node, a quarter slower than predicted; vTrain's 39 billion parameters on tensor
groups below eight, 15 to 38 % slower, while other micro batches on the same groups are not; BLOOM's runs before 25 February
2022, 5 % slower than the same layouts after it, of which its code of those days shows no cause.

## Bands

A quote says between which factors of the predicted speed the true one lies: a split-conformal band by class of plan, from
errors of rows whose group was left out; where no run was measured, from rows whose whole source was. For an H100 plan:
${one(h100.low90 * 100)} to ${one(h100.high90 * 100)} % of the predicted throughput in nine of ten runs. Made from every second group, the band of 90 %
holds ${one(held * 100)} % of the rows of the others. Wafers have six rows: twice the largest error left out.

${bandTable()}

![calibration of the band](images/planner-band.svg)

## Steps that the fit never saw

${deviceSection(steps)}
`;
}
