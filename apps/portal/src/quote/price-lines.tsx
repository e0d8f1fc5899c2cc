import type { Offer } from "../api/outputs.ts";
import { formatMoney } from "../format/money.ts";
import { formatShare } from "../format/number.ts";
import { Amount } from "../value/amount.tsx";
import { spellOut } from "../words/sentences.ts";
import classes from "./quote.module.css";

interface PriceLinesProps {
  readonly price: Offer["price"];
  readonly lines: Offer["price_lines"];
}

function Inputs({ of }: { readonly of: Record<string, string> }) {
  return (
    <details className={classes.inputs}>
      <summary>from what</summary>
      <dl>
        {Object.entries(of).map(([name, value]) => (
          <div key={name}>
            <dt>{spellOut(name)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** The price line by line, each with the inputs it follows from. */
export function PriceLines({ price, lines }: PriceLinesProps) {
  return (
    <table className={classes.bars}>
      <caption className="visually-hidden">Price by line, {formatMoney(price)} in all</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Line</th>
          <th scope="col">Amount, share of the price</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.code}>
            <th scope="row">
              {line.label}
              {Object.keys(line.inputs).length > 0 && <Inputs of={line.inputs} />}
              <span className={classes.lane} aria-hidden>
                <span className={classes.exposed} style={{ width: `${Math.min(100, line.share * 100)}%` }} />
              </span>
            </th>
            <td className={classes.value}>
              <Amount of={line.amount} />
              <span className={classes.quiet}> {formatShare(line.share)}</span>
            </td>
          </tr>
        ))}
        <tr className={classes.total}>
          <th scope="row">Price</th>
          <td className={classes.value}>
            <Amount of={price} strong />
          </td>
        </tr>
      </tbody>
    </table>
  );
}
