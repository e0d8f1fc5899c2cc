import type { Residency } from "../api/outputs.ts";
import { countryName } from "../format/country.ts";

const acts = [
  { key: "store", label: "Stored in" },
  { key: "process", label: "Processed in" },
  { key: "see", label: "Seen from" },
] as const;

/** Where data may be, in a sentence; the same fence for all three acts is said once. */
function fenceInWords(residency: Residency): string {
  const said = acts.map(({ key, label }) => {
    const countries = residency[key];
    return { label, where: countries ? countries.map(countryName).join(", ") : "any country with a site of ours" };
  });
  const [first] = said;
  if (first && said.every(({ where }) => where === first.where)) {
    return residency.store ? `Only in ${first.where}` : "Anywhere we have a site";
  }
  return said.map(({ label, where }) => `${label} ${where}`).join("; ");
}

export function Fence({ of }: { readonly of: Residency }) {
  return <span>{fenceInWords(of)}</span>;
}
