"use client";

import { Button } from "@mantine/core";
import { FleetView } from "../../../src/fleet/fleet-view.tsx";
import { PageHeader } from "../../../src/page/page-header.tsx";

export function FleetClient() {
  return (
    <>
      <PageHeader
        title="Fleet"
        lead="Where the work runs, how full it is, what failed."
        actions={
          <Button component="a" href="/operator/temporal" variant="default">
            Temporal
          </Button>
        }
      />
      <FleetView />
    </>
  );
}
