import { IconAntennaBars5, IconAntennaBarsOff } from "@tabler/icons-react";
import classes from "./contract.module.css";

const words = {
  idle: "Not live",
  connecting: "Connecting…",
  pending: "Live",
  error: "Live updates ended; reload the page",
} as const;

/** Whether the page is told what happens, or has to wait for the connection. */
export function StreamState({ of }: { readonly of: keyof typeof words }) {
  const live = of === "pending";
  const Icon = live ? IconAntennaBars5 : IconAntennaBarsOff;
  return (
    <span className={classes.live} role="status">
      <Icon size={16} aria-hidden />
      {words[of]}
    </span>
  );
}
