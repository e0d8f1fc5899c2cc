import type { Command } from "commander";
import { clientOf, print, type Terminal } from "../terminal.ts";
import { count, instant, table } from "../text.ts";

interface Options {
  readonly json?: boolean;
}

interface OfSite extends Options {
  readonly site?: string;
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
    .argument("<site>", "site_…")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options) => {
      const answer = await clientOf(terminal).api.fleet.nodes.query({ id });
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
    .argument("<site>", "site_…")
    .argument("<node>", "node_…")
    .option("--json", "print JSON")
    .action(async (site_id: string, node_id: string, options: Options) => {
      const answer = await clientOf(terminal).api.fleet.breakNode.mutate({ site_id, node_id });
      print(terminal, options, answer, () => [`${node_id} breaks at ${instant(answer.effective_at)}.`]);
    });
}

const ofSite = ({ site }: OfSite) => ({ limit: 100, ...(site !== undefined && { site_id: site }) });

function addWork(fleet: Command, terminal: Terminal): void {
  fleet
    .command("jobs")
    .description("list jobs of every organization")
    .option("--site <id>", "of one site (site_…)")
    .option("--json", "print JSON")
    .action(async (options: OfSite) => {
      const answer = await clientOf(terminal).api.fleet.jobs.query(ofSite(options));
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
    .option("--site <id>", "of one site (site_…)")
    .option("--json", "print JSON")
    .action(async (options: OfSite) => {
      const answer = await clientOf(terminal).api.fleet.faults.query(ofSite(options));
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
