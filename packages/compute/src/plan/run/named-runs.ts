/** A published run whose accuracy others are measured by. */
export interface NamedRun {
  readonly id: string;
  readonly label: string;
  readonly parameters: number;
  readonly tokens: number;
  readonly source: string;
}

const run = (id: string, label: string, parameters: number, tokens: number, source: string): NamedRun => ({
  id,
  label,
  parameters,
  tokens,
  source,
});

const chinchilla = "Hoffmann et al. 2022, arXiv 2203.15556, table 1";
const llama3 = "Llama 3 herd of models, arXiv 2407.21783";

/** Runs that a customer may name as the accuracy to reach, smallest computation first. */
export const namedRuns: readonly NamedRun[] = [
  run("pythia-12b", "Pythia 12B", 11.8e9, 300e9, "Biderman et al. 2023, arXiv 2304.01373"),
  run("llama-7b", "LLaMA 7B", 6.7e9, 1e12, "Touvron et al. 2023, arXiv 2302.13971, table 2"),
  run("gpt-neox-20b", "GPT-NeoX 20B", 20.6e9, 472e9, "Black et al. 2022, arXiv 2204.06745"),
  run("gpt-3", "GPT-3 175B", 175e9, 300e9, chinchilla),
  run("bloom", "BLOOM 176B", 176.2e9, 366e9, "BigScience 2022, arXiv 2211.05100"),
  run("gopher", "Gopher 280B", 280e9, 300e9, chinchilla),
  run("llama-65b", "LLaMA 65B", 65.2e9, 1.4e12, "Touvron et al. 2023, arXiv 2302.13971, table 2"),
  run("chinchilla", "Chinchilla 70B", 70e9, 1.4e12, chinchilla),
  run("llama3-8b", "Llama 3 8B", 8.03e9, 15e12, llama3),
  run("llama2-70b", "Llama 2 70B", 69e9, 2e12, "Touvron et al. 2023, arXiv 2307.09288, table 1"),
  run("llama3-70b", "Llama 3 70B", 70.6e9, 15e12, llama3),
];

/** **Returns** the run of that id. **Throws** RangeError for another id, naming those known. */
export function namedRun(id: string): NamedRun {
  const found = namedRuns.find((entry) => entry.id === id);
  if (found) return found;
  const known = namedRuns.map((entry) => entry.id).join(", ");
  throw new RangeError(`a named run must be one of ${known}, received "${id}"`);
}
