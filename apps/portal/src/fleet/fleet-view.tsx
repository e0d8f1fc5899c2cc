"use client";

import { AspectRatio, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTRPC } from "../api/client.tsx";
import { usePollInterval } from "../clock/poll-interval.ts";
import { Loaded } from "../notice/loaded.tsx";
import pageClasses from "../page/page.module.css";
import { Section } from "../page/section.tsx";
import { FaultTable } from "./fault-table.tsx";
import { JobTable } from "./job-table.tsx";
import { SiteTable } from "./site-table.tsx";

const WorldMap = dynamic(() => import("./world-map.tsx"), {
  ssr: false,
  loading: () => (
    <AspectRatio ratio={960 / 420}>
      <Skeleton />
    </AspectRatio>
  ),
});

/** The whole fleet: where, how full, what runs, what failed. */
export function FleetView() {
  const trpc = useTRPC();
  const refetchInterval = usePollInterval();
  const sites = useQuery(trpc.fleet.sites.queryOptions(undefined, { refetchInterval }));
  return (
    <div className={pageClasses.stack}>
      <Section title="Sites">
        <Loaded query={sites} rows={6}>
          {({ items }) => (
            <>
              <WorldMap sites={items} />
              <SiteTable sites={items} />
            </>
          )}
        </Loaded>
      </Section>
      <Section title="Jobs">
        <JobTable />
      </Section>
      <Section title="Faults">
        <FaultTable />
      </Section>
    </div>
  );
}
