import { IconAntennaBars5, IconAntennaBarsOff } from "@tabler/icons-react";
import classes from "./contract.module.css";

/** Whether the page is told what happens, or has to wait for the connection. */
export function StreamState({ of }: { readonly of: "idle" | "connecting" | "pending" | "error" }) {
  const live = of === "pending";
  const Icon = live ? IconAntennaBars5 : IconAntennaBarsOff;
  return (
    <span className={classes.live} role="status">
      <Icon size={16} aria-hidden />
      {live ? "Live" : of === "error" ? "Live updates ended; reload the page" : "Connecting…"}
    </span>
  );
}
