import type { ReactNode } from "react";
import classes from "./value.module.css";

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values, as a list that a screen reader announces in pairs. */
export function Facts({ items }: { readonly items: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {items.map((item) => (
        <div key={item.name}>
          <dt>{item.name}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
