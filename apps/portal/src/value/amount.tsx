import { formatMoney, type MoneyText } from "../format/money.ts";
import classes from "./value.module.css";

/** An exact amount with its currency, on one line. */
export function Amount({ of, strong = false }: { readonly of: MoneyText; readonly strong?: boolean }) {
  return <span className={strong ? classes.strongAmount : classes.amount}>{formatMoney(of)}</span>;
}
