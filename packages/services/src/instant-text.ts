/** An instant in a sentence or on a paper, to the minute: `2026-12-09 06:47 UTC`. */
export function instantText(at: Date): string {
  const text = at.toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}
