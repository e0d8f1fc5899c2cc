"use client";

import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconLink } from "@tabler/icons-react";
import { memo, useMemo } from "react";
import { Link } from "../../page/link.tsx";
import { leftOutOf, plannerHref } from "../link/address.ts";
import { quoteHrefOf } from "../link/quote.ts";
import type { PlannerState } from "../state.ts";
import classes from "./plain-button.module.css";

const copyMark = <IconLink size={14} aria-hidden />;
const copiedMark = <IconCheck size={14} aria-hidden />;

/** The link that says all of this; what is too large for one is named. */
export const ShareButton = memo(function ShareButton({ state }: { readonly state: PlannerState }) {
  const { copied, copy } = useClipboard({ timeout: 2500 });
  const leftOut = useMemo(() => leftOutOf(state), [state]);
  return (
    <div>
      <div className={classes.row}>
        <button
          type="button"
          className={classes.button}
          data-size="large"
          onClick={() => copy(`${window.location.origin}${plannerHref(state)}`)}
        >
          {copied ? copiedMark : copyMark}
          {copied ? "Link copied" : "Copy a link to this"}
        </button>
        {state.cluster === null && (
          <Link className={classes.button} data-size="large" href={quoteHrefOf(state)} prefetch={false}>
            Get a price for it
          </Link>
        )}
      </div>
      {leftOut.length > 0 && (
        <p className={classes.warning}>
          Too large for a link: {leftOut.join(" and ")}. Who opens it has to paste the file again.
        </p>
      )}
    </div>
  );
});
