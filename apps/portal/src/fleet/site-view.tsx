"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.tsx";
import { usePollInterval } from "../clock/poll-interval.ts";
import type { Site } from "../api/outputs.ts";
import { Loaded } from "../notice/loaded.tsx";
import pageClasses from "../page/page.module.css";
import { Section } from "../page/section.tsx";
import { ClusterPanel } from "./cluster-panel.tsx";
import { FaultTable } from "./fault-table.tsx";
import { JobTable } from "./job-table.tsx";

/** One site: its clusters node by node, its jobs, its faults. */
export function SiteView({ site }: { readonly site: Site }) {
  const trpc = useTRPC();
  const refetchInterval = usePollInterval();
  const nodes = useQuery(trpc.fleet.nodes.queryOptions({ id: site.id }, { refetchInterval }));
  return (
    <div className={pageClasses.stack}>
      <Loaded query={nodes} rows={6}>
        {({ items }) =>
          site.clusters.map((cluster) => (
            <ClusterPanel
              key={cluster.id}
              siteId={site.id}
              cluster={cluster}
              nodes={items.filter((node) => node.cluster_id === cluster.id)}
            />
          ))
        }
      </Loaded>
      <Section title="Jobs">
        <JobTable siteId={site.id} />
      </Section>
      <Section title="Faults">
        <FaultTable siteId={site.id} />
      </Section>
    </div>
  );
}
