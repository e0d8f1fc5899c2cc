import type { Dataset, DatasetVersion } from "../api/outputs.ts";
import { formatScaled } from "../format/number.ts";

export interface VersionChoice {
  readonly id: string;
  readonly label: string;
  readonly tokens: number;
}

/** Tokens of a version by the first encoding it was counted in. */
const tokensOf = (version: DatasetVersion): number => version.token_counts[0]?.tokens ?? 0;

/** Every version that can be trained on: the newest of each dataset, and the one that the address names. */
export function versionChoices(
  datasets: readonly Dataset[],
  named: readonly DatasetVersion[],
): readonly VersionChoice[] {
  const latest = datasets.flatMap((dataset) => (dataset.latest_version ? [dataset.latest_version] : []));
  const extra = named.filter((version) => !latest.some((other) => other.id === version.id));
  return [...latest, ...extra].map((version) => {
    const dataset = datasets.find((each) => each.id === version.dataset_id);
    const tokens = tokensOf(version);
    return {
      id: version.id,
      label: `${dataset?.name ?? "Dataset"}, version ${version.number} · ${formatScaled(tokens)} tokens`,
      tokens,
    };
  });
}
