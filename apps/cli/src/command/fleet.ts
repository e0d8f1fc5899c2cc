import type { Command } from "commander";
import type { IngotClient } from "@ingot/client";
import { Refusal } from "../refusal.ts";
import { clientOf, print, type Terminal } from "../terminal.ts";
import { count, instant, table } from "../text.ts";

interface Options {
  readonly json?: boolean;
}

interface OfSite extends Options {
  readonly site?: string;
}

/** A site's id, of what a person calls it: the id or the label, in any case. **Throws** Refusal with the labels there are. */
async function siteIdOf({ api }: IngotClient, site: string): Promise<string> {
  if (site.startsWith("site_")) return site;
  const { items } = await api.fleet.sites.query();
  const found = items.find(({ label }) => label.toLowerCase() === site.toLowerCase());
  if (found) return found.id;
  throw new Refusal(
    `a site is one of ${items.map(({ label }) => label).join(", ")}, or an id (site_…), received "${site}"`,
  );
}

/** For Ingot's own staff, with a staff key. */
export function addFleet(program: Command, terminal: Terminal): void {
  const fleet = program
    .command("fleet")
    .description("sites, nodes, jobs and faults; for Ingot's staff, with a staff key");
  addSites(fleet, terminal);
  addWork(fleet, terminal);
}

function addSites(fleet: Command, terminal: Terminal): void {
  fleet
    .command("sites")
    .description("list sites with their clusters")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const answer = await clientOf(terminal).api.fleet.sites.query();
      const rows = answer.items.flatMap((site) => site.clusters.map((cluster) => ({ site, cluster })));
      print(terminal, options, answer, () =>
        table(
          ["ID", "SITE", "COUNTRY", "CLUSTER", "NODES>", "BUSY>", "DOWN>"],
          rows.map(({ site, cluster }) => [
            site.id,
            site.label,
            site.country,
            cluster.system_label,
            count(cluster.nodes),
            count(cluster.nodes_busy),
            count(cluster.nodes_down),
          ]),
        ),
      );
    });

  fleet
    .command("nodes")
    .description("list the nodes of a site")
    .argument("<site>", "label or site_…")
    .option("--json", "print JSON")
    .action(async (site: string, options: Options) => {
      const client = clientOf(terminal);
      const answer = await client.api.fleet.nodes.query({ id: await siteIdOf(client, site) });
      print(terminal, options, answer, () =>
        table(
          ["ID", "CLUSTER", "NODE>", "STATUS", "JOB", "REPAIRED"],
          answer.items.map((node) => [
            node.id,
            node.cluster_id,
            count(node.index),
            node.status,
            node.job_id ?? "-",
            instant(node.repaired_at),
          ]),
        ),
      );
    });

  fleet
    .command("break-node")
    .description("break a node on purpose: its job recovers from the last checkpoint, at our risk")
    .argument("<site>", "label or site_…")
    .argument("<node>", "node_…")
    .option("--json", "print JSON")
    .action(async (site: string, node_id: string, options: Options) => {
      const client = clientOf(terminal);
      const answer = await client.api.fleet.breakNode.mutate({ site_id: await siteIdOf(client, site), node_id });
      print(terminal, options, answer, () => [`${node_id} breaks at ${instant(answer.effective_at)}.`]);
    });
}

const ofSite = async (client: IngotClient, { site }: OfSite) => ({
  limit: 100,
  ...(site !== undefined && { site_id: await siteIdOf(client, site) }),
});

function addWork(fleet: Command, terminal: Terminal): void {
  fleet
    .command("jobs")
    .description("list jobs of every organization")
    .option("--site <site>", "of one site, by its label or id")
    .option("--json", "print JSON")
    .action(async (options: OfSite) => {
      const client = clientOf(terminal);
      const answer = await client.api.fleet.jobs.query(await ofSite(client, options));
      print(terminal, options, answer, () =>
        table(
          ["ID", "ORGANIZATION", "MODEL", "KIND", "STATUS", "DONE>", "PROMISED", "LATE"],
          answer.items.map((job) => [
            job.id,
            job.organization,
            job.model,
            job.kind,
            job.status,
            `${Math.floor(100 * job.progress)} %`,
            instant(job.promised_finish),
            job.late ? "late" : "",
          ]),
        ),
      );
    });

  fleet
    .command("faults")
    .description("list faults, newest first")
    .option("--site <site>", "of one site, by its label or id")
    .option("--json", "print JSON")
    .action(async (options: OfSite) => {
      const client = clientOf(terminal);
      const answer = await client.api.fleet.faults.query(await ofSite(client, options));
      print(terminal, options, answer, () =>
        table(
          ["ID", "SITE", "NODE", "JOB", "CAUSE", "AT", "REPAIRED"],
          answer.items.map((fault) => [
            fault.id,
            fault.site_id,
            fault.node_id ?? "-",
            fault.job_id ?? "-",
            fault.cause.replaceAll("_", " "),
            instant(fault.effective_at),
            instant(fault.repaired_at),
          ]),
        ),
      );
    });
}
