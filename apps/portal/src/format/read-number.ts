const scales: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  million: 1e6,
  b: 1e9,
  bn: 1e9,
  billion: 1e9,
  t: 1e12,
  trillion: 1e12,
};

/** A number above zero as people write it: `20,000,000`, `20e9`, `3e-4`, `20B`, `1.5 trillion`; null for anything else. */
export function readNumber(text: string): number | null {
  const plain = text
    .trim()
    .toLowerCase()
    .replaceAll(/[,_\s]/g, "");
  const [, digits, word = ""] = /^(\d*\.?\d+(?:e[+-]?\d+)?|\d+\.)([a-z]*)$/.exec(plain) ?? [];
  const scale = scales[word];
  if (digits === undefined || scale === undefined) return null;
  const value = Number(digits) * scale;
  return Number.isFinite(value) && value > 0 ? value : null;
}

/** The same for what is counted: a whole number that is exact. */
export function readCount(text: string): number | null {
  const value = Math.round(readNumber(text) ?? 0);
  return value >= 1 && Number.isSafeInteger(value) ? value : null;
}
