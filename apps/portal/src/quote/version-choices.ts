import type { Dataset, DatasetVersion } from "../api/outputs.ts";
import { formatScaled } from "../format/number.ts";

export interface VersionChoice {
  readonly id: string;
  readonly label: string;
  readonly tokenCounts: DatasetVersion["token_counts"];
}

/** Tokens of a version as a model reads them; by the first encoding it was counted in while no model is known. */
export function tokensIn(tokenCounts: VersionChoice["tokenCounts"], encoding: string | null): number {
  const [first] = tokenCounts;
  const counted = encoding === null ? first : tokenCounts.find((count) => count.encoding === encoding);
  return counted?.tokens ?? 0;
}

/** Every version that can be trained on: the newest of each dataset, and the one that the address names. */
export function versionChoices(
  datasets: readonly Dataset[],
  named: readonly DatasetVersion[],
): readonly VersionChoice[] {
  const latest = datasets.flatMap((dataset) => (dataset.latest_version ? [dataset.latest_version] : []));
  const extra = named.filter((version) => !latest.some((other) => other.id === version.id));
  return [...latest, ...extra].map((version) => {
    const dataset = datasets.find((each) => each.id === version.dataset_id);
    const tokenCounts = version.token_counts;
    return {
      id: version.id,
      label: `${dataset?.name ?? "Dataset"}, version ${version.number} · ${formatScaled(tokensIn(tokenCounts, null))} tokens`,
      tokenCounts,
    };
  });
}
