import type { GpuFamily } from "../../packages/compute/src/hardware/system.ts";
import { priorCalibration, type FamilyCalibration } from "../../packages/compute/src/plan/gpu/calibration.ts";
import { priorSoftware, type Software, type SoftwareId } from "../../packages/compute/src/plan/gpu/software.ts";
import type { Constants } from "../../packages/compute/src/plan/validation/predict-gpu.ts";

type NumberKey<Value> = { [Key in keyof Value]-?: Value[Key] extends number ? Key : never }[keyof Value];
export type FamilyKey = NumberKey<FamilyCalibration>;
export type SoftwareKey = NumberKey<Software>;

interface Belief {
  readonly name: string;
  /** A log is fitted by its factor, a share by its difference. */
  readonly scale: "log" | "share";
  readonly prior: number;
  /** Standard deviation of the belief: of the logarithm, or of the share itself. */
  readonly spread: number;
}

/** A number that is fitted: whose it is, what is believed before any row, and how firmly. */
export type Parameter = Belief &
  (
    | { readonly kind: "family"; readonly owners: readonly GpuFamily[]; readonly key: FamilyKey }
    | { readonly kind: "software"; readonly owners: readonly SoftwareId[]; readonly key: SoftwareKey }
  );

const log = (spread: number) => ({ scale: "log", spread }) as const;
const share = (spread: number) => ({ scale: "share", spread }) as const;

/** How far a constant may lie from what is believed of it. */
const familyBeliefs: Partial<Record<FamilyKey, ReturnType<typeof log>>> = {
  matrix: log(0.34),
  matrixFp8: log(0.34),
  matrixFp4: log(0.34),
  half: log(0.68),
  waves: log(0.68),
  unaligned: log(0.34),
  grouped: log(0.34),
  attention: log(0.5),
  stream: log(0.34),
  boardClock: log(0.08),
  link: log(0.5),
  network: log(0.5),
};

const softwareBeliefs: Partial<Record<SoftwareKey, ReturnType<typeof log> | ReturnType<typeof share>>> = {
  elementwise: log(0.68),
  launch: log(0.85),
  stall: log(1.7),
  tensorOverlap: share(0.25),
  tensorOverlapAsync: share(0.25),
  dataOverlap: share(0.34),
  pipelineOverlap: share(0.34),
  stepOverhead: log(1.7),
  straggler: log(1.7),
  slowdown: log(0.08),
  attentionSpeed: log(0.42),
  selectiveShare: share(0.25),
  shardBandwidth: log(0.5),
  yearlyGain: share(0.17),
};

/** Constants that rows of these frameworks alone can tell: several releases measured, or attention made for Ampere. */
const onlyOf: Partial<Record<SoftwareKey, readonly SoftwareId[]>> = {
  yearlyGain: ["nemo"],
  stall: ["megatron-deepspeed"],
  attentionSpeed: ["fsdp", "fsdp-compiled", "nanotron"],
};

const shared: readonly (readonly [name: string, owners: readonly GpuFamily[], key: FamilyKey])[] = [
  ["blackwell.boardClock", ["b200", "b300"], "boardClock"],
];

function familyParameters(): Parameter[] {
  const own = (["a100", "h100", "b200", "b300"] as const).flatMap((family) =>
    (Object.keys(familyBeliefs) as FamilyKey[])
      .filter((key) => key !== "boardClock")
      .map((key) => [`${family}.${key}`, family === "a100" ? ["a100", "v100"] : [family], key] as const),
  );
  return [...own, ...shared].flatMap(([name, owners, key]): Parameter[] => {
    const belief = familyBeliefs[key];
    const [first] = owners;
    if (!belief || first === undefined) return [];
    return [
      {
        name,
        kind: "family",
        owners: owners as GpuFamily[],
        key,
        prior: priorCalibration[first as GpuFamily][key],
        ...belief,
      },
    ];
  });
}

function softwareParameters(): Parameter[] {
  return (Object.keys(priorSoftware) as SoftwareId[]).flatMap((id) =>
    (Object.keys(softwareBeliefs) as SoftwareKey[]).flatMap((key): Parameter[] => {
      const belief = softwareBeliefs[key];
      if (!belief || (key in onlyOf && !onlyOf[key]?.includes(id))) return [];
      return [{ name: `${id}.${key}`, kind: "software", owners: [id], key, prior: priorSoftware[id][key], ...belief }];
    }),
  );
}

/** Everything that could be fitted. */
export const everyParameter: readonly Parameter[] = [...familyParameters(), ...softwareParameters()];

export const inward = (parameter: Parameter, value: number): number =>
  parameter.scale === "log" ? Math.log(value) : value;

export const outward = (parameter: Parameter, position: number): number =>
  parameter.scale === "log" ? Math.exp(position) : Math.min(0.98, Math.max(0, position));

/** Numbers by owner and name, as the catalog takes them over what is believed. */
export type Fitted = Record<string, Record<string, number>>;

export interface FittedConstants {
  readonly families: Fitted;
  readonly software: Fitted;
}

/** **Returns** the fitted numbers by family and framework. */
export function fittedOf(parameters: readonly Parameter[], positions: readonly number[]): FittedConstants {
  const families: Fitted = {};
  const software: Fitted = {};
  parameters.forEach((parameter, index) => {
    const into = parameter.kind === "family" ? families : software;
    for (const owner of parameter.owners) {
      (into[owner] ??= {})[parameter.key] = outward(parameter, positions[index] ?? Number.NaN);
    }
  });
  return { families, software };
}

function over<Value extends object>(base: Readonly<Record<string, Value>>, fitted: Fitted): Record<string, Value> {
  return Object.fromEntries(Object.entries(base).map(([id, own]) => [id, { ...own, ...fitted[id] }]));
}

/** **Returns** what is believed, with these numbers in their places. */
export function constantsOf(parameters: readonly Parameter[], positions: readonly number[]): Constants {
  const { families, software } = fittedOf(parameters, positions);
  return {
    family: over(priorCalibration, families) as Constants["family"],
    software: over(priorSoftware, software) as Constants["software"],
  };
}
