/** A figure with its floor or peer, as one line of JSON (design, section 11). */
export interface Line {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly beside: readonly { readonly name: string; readonly value: number }[];
}

/** Counts are told whole, measurements to so many digits. */
export function printLine({ value, beside, ...line }: Line, digits = 4): void {
  const rounded = (number: number) => (Number.isInteger(number) ? number : Number(number.toPrecision(digits)));
  const said = beside.map((each) => ({ ...each, value: rounded(each.value) }));
  process.stdout.write(`${JSON.stringify({ ...line, value: rounded(value), beside: said })}\n`);
}
