/** What rounds to nothing has no sign. */
const signs = { signDisplay: "negative" } as const;

const whole = new Intl.NumberFormat("en-US", { ...signs, maximumFractionDigits: 0 });

/** `12,483,112` */
export const formatCount = (value: number): string => whole.format(value);

/** Making a format takes the browser fifty times as long as using it: each is made once. */
function madeOnce(optionsOf: (digits: number) => Intl.NumberFormatOptions): (value: number, digits: number) => string {
  const made = new Map<number, Intl.NumberFormat>();
  return (value, digits) => {
    const format = made.get(digits) ?? new Intl.NumberFormat("en-US", { ...signs, ...optionsOf(digits) });
    made.set(digits, format);
    return format.format(value);
  };
}

const significant = madeOnce((maximumSignificantDigits) => ({ maximumSignificantDigits }));
const decimal = madeOnce((maximumFractionDigits) => ({ maximumFractionDigits }));

/** A number with so many significant digits and thousands separated: `0.0421`, `1,234`. */
export function formatSignificant(value: number, digits = 3): string {
  if (Math.abs(value) >= 10 ** digits) return whole.format(value);
  return significant(value, digits);
}

/** `42.1 %`; a share of 0…1 as a percentage with the given decimals. */
export function formatShare(value: number, decimals = 1): string {
  return `${decimal(value * 100, decimals)} %`;
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
