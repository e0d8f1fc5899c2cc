import { type DefectMap, type DrawnWafer, drawWafer, type HardwareChoice, type WaferOptions } from "@ingot/compute";
import { Refusal } from "../refusal.ts";

/** Options of the command that only wafers have. */
export interface WaferChoices {
  /** **Unit** percent. */
  readonly sparsity?: number;
  readonly harvest?: number;
  readonly softwareDate?: string;
  readonly execution?: NonNullable<WaferOptions["execution"]>;
  readonly defects?: string;
}

/** What a wafer is planned with, and the dead cores that its mesh goes around. */
export interface WaferSetting {
  readonly options: WaferOptions;
  readonly map?: DefectMap;
}

const flags: readonly (readonly [keyof WaferChoices, string])[] = [
  ["sparsity", "--sparsity"],
  ["harvest", "--harvest"],
  ["softwareDate", "--software-date"],
  ["execution", "--execution"],
  ["defects", "--defects"],
];

/** Options given that only wafers have. */
export const waferFlags = (choices: WaferChoices): string[] =>
  flags.filter(([name]) => choices[name] !== undefined).map(([, flag]) => flag);

function defective(seed: string, { system }: HardwareChoice): DrawnWafer {
  const drawn = drawWafer(system, seed);
  if ("mesh" in drawn) return drawn;
  throw new Refusal(
    `--defects ${seed} draws a wafer that has no mesh: ${drawn.needed} rows are needed, it has ${drawn.available}`,
  );
}

/** What is said of wafers. **Throws** Refusal for a harvest without zeros, or a wafer without a mesh. */
export function waferSettingOf(choices: WaferChoices, choice: HardwareChoice): WaferSetting {
  const { sparsity, harvest, softwareDate, execution, defects } = choices;
  if (harvest !== undefined && sparsity === undefined) {
    throw new Refusal(
      `--harvest says how much of the work zeros save: give --sparsity, too; received ${harvest} alone`,
    );
  }
  const drawn = defects === undefined ? undefined : defective(defects, choice);
  const options: WaferOptions = {
    ...(execution === undefined ? {} : { execution }),
    ...(softwareDate === undefined ? {} : { softwareDate }),
    ...(drawn === undefined ? {} : { mesh: { columns: drawn.mesh.columns, rows: drawn.mesh.rows } }),
    ...(sparsity === undefined
      ? {}
      : { sparsity: { share: sparsity / 100, ...(harvest === undefined ? {} : { harvest: harvest / 100 }) } }),
  };
  return drawn === undefined ? { options } : { options, map: drawn.map };
}
