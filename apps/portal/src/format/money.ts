/** Money as it travels; the amount is a decimal string and never becomes a float on its way to the reader. */
export interface MoneyText {
  readonly amount: string;
  readonly currency: string;
}

const minus = "−";

/** `USD 45,210.33`, `−USD 412.00`: exact, grouped by thousands, with its currency. */
export function formatMoney({ amount, currency }: MoneyText): string {
  const negative = amount.startsWith("-");
  const [integer = "0", fraction] = (negative ? amount.slice(1) : amount).split(".");
  const grouped = integer.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${negative ? minus : ""}${currency} ${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** Whether the amount is exactly zero. */
export const isZero = ({ amount }: MoneyText): boolean => /^-?0+(\.0+)?$/.test(amount);
