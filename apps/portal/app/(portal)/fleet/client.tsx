"use client";

import { Button } from "@mantine/core";
import { FleetView } from "../../../src/fleet/fleet-view.tsx";
import { PageHeader } from "../../../src/page/page-header.tsx";
import { useMay } from "../../../src/session/may.tsx";

export function FleetClient() {
  const mayOperate = useMay("fleet.write");
  return (
    <>
      <PageHeader
        title="Fleet"
        lead="Where the work runs, how full it is, what failed."
        actions={
          mayOperate && (
            <Button component="a" href="/operator/temporal" variant="default">
              Temporal
            </Button>
          )
        }
      />
      <FleetView />
    </>
  );
}
