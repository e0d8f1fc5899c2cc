"use client";

import { Button, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../api/client.tsx";
import { newIdempotencyKey } from "../api/idempotency.ts";
import type { Node } from "../api/outputs.ts";
import { notifyDone } from "../notice/notify.ts";
import { DialogFoot } from "../page/dialog-foot.tsx";

interface BreakNodeProps {
  readonly siteId: string;
  readonly node: Node | null;
  readonly wafer: boolean;
  readonly onClose: () => void;
}

function whatFollows(busy: boolean, wafer: boolean): string {
  if (wafer) {
    const job = busy
      ? " The job goes back to its last checkpoint: on this wafer if the spare rows do, else on another."
      : "";
    return `One core of the wafer dies, or a few. Where its spare rows take them it is mapped around them without a new compile; else it is out of use until it is replaced.${job}`;
  }
  return busy
    ? "A job runs on this node. It goes back to its last checkpoint and continues on another node; the work lost is ours, not the customer's."
    : "Nothing runs on this node. It is out of use until it is repaired.";
}

function BreakForm({ siteId, node, wafer, onClose }: BreakNodeProps & { readonly node: Node }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const strike = useMutation(
    trpc.fleet.breakNode.mutationOptions({
      trpc: { context: { idempotencyKey } },
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: trpc.fleet.pathKey() });
        notifyDone(`Node ${node.index} is broken`, "The site's broker takes it from here.");
        onClose();
      },
    }),
  );
  return (
    <Stack gap="md">
      <Text>{whatFollows(node.job_id !== null, wafer)}</Text>
      <DialogFoot error={strike.error} onClose={onClose} keep="Leave it">
        <Button
          color="red.8"
          loading={strike.isPending}
          onClick={() => strike.mutate({ site_id: siteId, node_id: node.id })}
        >
          Break the node
        </Button>
      </DialogFoot>
    </Stack>
  );
}

export function BreakNodeDialog({ siteId, node, wafer, onClose }: BreakNodeProps) {
  return (
    <Modal opened={node !== null} onClose={onClose} title={node ? `Break node ${node.index}` : ""}>
      {node && <BreakForm siteId={siteId} node={node} wafer={wafer} onClose={onClose} />}
    </Modal>
  );
}
