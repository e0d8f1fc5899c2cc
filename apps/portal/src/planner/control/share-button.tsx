"use client";

import { Button, CopyButton, Group, Text } from "@mantine/core";
import { IconCheck, IconLink } from "@tabler/icons-react";
import { memo, useEffect, useState } from "react";
import { leftOutOf, plannerHref } from "../link/address.ts";
import { quoteHrefOf } from "../link/quote.ts";
import { Link } from "../../page/link.tsx";
import type { PlannerState } from "../state.ts";

/** The link that says all of this; what is too large for one is named. */
export const ShareButton = memo(function ShareButton({ state }: { readonly state: PlannerState }) {
  const [origin, setOrigin] = useState("");
  useEffect(() => setOrigin(window.location.origin), []);
  const leftOut = leftOutOf(state);
  return (
    <div>
      <Group gap="xs">
        <CopyButton value={`${origin}${plannerHref(state)}`} timeout={2500}>
          {({ copied, copy }) => (
            <Button
              size="xs"
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconLink size={14} aria-hidden />}
            >
              {copied ? "Link copied" : "Copy a link to this"}
            </Button>
          )}
        </CopyButton>
        {state.cluster === null && (
          <Button size="xs" variant="default" component={Link} href={quoteHrefOf(state)} prefetch={false}>
            Get a price for it
          </Button>
        )}
      </Group>
      {leftOut.length > 0 && (
        <Text size="xs" mt={4} c="var(--ingot-warn)">
          Too large for a link: {leftOut.join(" and ")}. Who opens it has to paste the file again.
        </Text>
      )}
    </div>
  );
});
