const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** `12,483,112` */
export const formatCount = (value: number): string => whole.format(value);

/** A number with so many significant digits and thousands separated: `0.0421`, `1,234`. */
export function formatSignificant(value: number, digits = 3): string {
  if (Math.abs(value) >= 10 ** digits) return whole.format(value);
  return new Intl.NumberFormat("en-US", { maximumSignificantDigits: digits }).format(value);
}

/** `42.1 %`; a share of 0…1 as a percentage with the given decimals. */
export function formatShare(value: number, decimals = 1): string {
  const percent = new Intl.NumberFormat("en-US", { maximumFractionDigits: decimals }).format(value * 100);
  return `${percent} %`;
}

const scales = [
  { from: 1e12, word: "trillion" },
  { from: 1e9, word: "billion" },
  { from: 1e6, word: "million" },
] as const;

/** Three significant digits and the scale in words: `12.5 million`; below a million the number itself. */
export function formatScaled(value: number): string {
  const scale = scales.find(({ from }) => Math.abs(value) >= from);
  if (!scale) return formatCount(value);
  return `${formatSignificant(value / scale.from)} ${scale.word}`;
}

/** Tokens in short, with their unit: `4.4 billion tokens`. */
export const formatTokens = (value: number): string => `${formatScaled(value)} ${value === 1 ? "token" : "tokens"}`;

/** A count and its noun, singular for exactly one: `1 node`, `8 nodes`. */
export function formatNoun(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`;
}
