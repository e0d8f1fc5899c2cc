/** A figure with its floor or peer, as one line of JSON (design, section 11). */
export interface Line {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly beside: readonly { readonly name: string; readonly value: number }[];
}

/** Counts are told whole, measurements to four digits. */
const rounded = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(4)));

export function printLine({ value, beside, ...line }: Line): void {
  const said = beside.map((each) => ({ ...each, value: rounded(each.value) }));
  process.stdout.write(`${JSON.stringify({ ...line, value: rounded(value), beside: said })}\n`);
}
