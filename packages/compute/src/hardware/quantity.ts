/** A number of the catalog as a card prints it: never without its unit and its source. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
  /** Paper, data sheet or table; for an assumption, the reason. */
  readonly source: string;
  /** True where no published figure stands behind the value. */
  readonly assumed?: true;
}

export const quantity = (value: number, unit: string, source: string): Quantity => ({ value, unit, source });

export const assumed = (value: number, unit: string, reason: string): Quantity => ({
  value,
  unit,
  source: reason,
  assumed: true,
});
