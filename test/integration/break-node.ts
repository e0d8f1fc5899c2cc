// A busy node broken as an operator would, by a caller that is faster than hands: a run of a time-lapse waits for no clicks.
import type { Caller } from "./caller.ts";

interface Site {
  readonly id: string;
  readonly label: string;
  readonly clusters: readonly { readonly id: string; readonly system: string }[];
}

interface SiteNode {
  readonly id: string;
  readonly cluster_id: string;
  readonly job_id: string | null;
}

/** Breaks the first node with a job on this hardware of this site. **Throws** when none has one. */
export async function breakAtOnce(operator: Caller, siteLabel: string, system: string): Promise<void> {
  const sites = (await operator.rest("GET", "/fleet/sites")).body["items"] as readonly Site[];
  const site = sites.find(({ label }) => label === siteLabel);
  const clusters = new Set(site?.clusters.filter((cluster) => cluster.system === system).map(({ id }) => id));
  const nodes = (await operator.rest("GET", `/fleet/sites/${site?.id}/nodes`)).body["items"] as readonly SiteNode[];
  const busy = nodes.find((node) => node.job_id !== null && clusters.has(node.cluster_id));
  if (!site || !busy) throw new Error(`no ${system} of ${siteLabel} has a job`);
  const { status } = await operator.rest("POST", `/fleet/nodes/${busy.id}/break`, { body: { site_id: site.id } });
  if (status !== 201) throw new Error(`breaking ${busy.id} was answered ${status}`);
}
