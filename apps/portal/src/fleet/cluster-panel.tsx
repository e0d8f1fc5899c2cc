"use client";

import { Group, Text } from "@mantine/core";
import { useState } from "react";
import type { Node, Site } from "../api/outputs.ts";
import { formatCount, formatNoun } from "../format/number.ts";
import { Section } from "../page/section.tsx";
import { MayButton } from "../session/may.tsx";
import { Hash } from "../value/hash.tsx";
import { Instant } from "../value/instant.tsx";
import { isWafer } from "../wafer/offered.ts";
import classes from "./fleet.module.css";
import { BreakNodeDialog } from "./break-node-dialog.tsx";
import { NodeGrid, NodeLegend, nodeStates } from "./node-grid.tsx";
import { nodeStateOf } from "./node-state.ts";

function Selected({ node, onBreak }: { readonly node: Node; readonly onBreak: () => void }) {
  return (
    <Group gap="0.25rem 1rem" className={classes.selected}>
      <Text fw={500}>
        Node {node.index}, {nodeStates[nodeStateOf(node)]}
      </Text>
      <Hash value={node.id} of="the node's id" length={14} />
      {node.job_id && (
        <span>
          job <Hash value={node.job_id} of="the job's id" length={14} />
        </span>
      )}
      {node.repaired_at && (
        <span>
          repaired <Instant at={node.repaired_at} />
        </span>
      )}
      {node.status !== "down" && (
        <MayButton scope="fleet.write" size="compact-sm" variant="default" onClick={onBreak}>
          Break this node
        </MayButton>
      )}
    </Group>
  );
}

interface ClusterPanelProps {
  readonly siteId: string;
  readonly cluster: Site["clusters"][number];
  readonly nodes: readonly Node[];
}

/** A cluster with all its nodes; choosing one shows it and lets an operator break it. */
export function ClusterPanel({ siteId, cluster, nodes }: ClusterPanelProps) {
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [breaking, setBreaking] = useState<Node | null>(null);
  const selected = nodes.find((node) => node.id === selectedId);
  const label = `${cluster.system_label}, ${formatNoun(cluster.nodes, "node")}`;
  return (
    <Section
      title={label}
      hint={`${formatNoun(cluster.devices_per_node, "device")} a node; ${formatCount(cluster.nodes_busy)} busy, ${formatCount(cluster.nodes_down)} down`}
      actions={<NodeLegend />}
    >
      <NodeGrid
        label={`Nodes of ${label}`}
        nodes={nodes}
        selected={selectedId}
        onSelect={(node) => setSelectedId(node.id)}
      />
      {selected ? (
        <Selected node={selected} onBreak={() => setBreaking(selected)} />
      ) : (
        <Text size="sm" c="dimmed" mt="sm">
          Choose a node to see it.
        </Text>
      )}
      <BreakNodeDialog
        siteId={siteId}
        node={breaking}
        wafer={isWafer(cluster.system)}
        onClose={() => setBreaking(null)}
      />
    </Section>
  );
}
