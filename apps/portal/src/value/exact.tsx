import type { ReactNode } from "react";

/** A rounded value whose exact form appears on hover. */
export function Exact({ value, children }: { readonly value: string | number; readonly children: ReactNode }) {
  const title = typeof value === "number" ? value.toLocaleString("en-US", { maximumFractionDigits: 9 }) : value;
  return (
    <data value={String(value)} title={title}>
      {children}
    </data>
  );
}
