"use client";

import { Button, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../api/client.tsx";
import { newIdempotencyKey } from "../api/idempotency.ts";
import type { Node } from "../api/outputs.ts";
import { notifyDone } from "../notice/notify.ts";
import { DialogFoot } from "../page/dialog-foot.tsx";

interface BreakFormProps {
  readonly siteId: string;
  readonly node: Node;
  readonly onClose: () => void;
}

function BreakForm({ siteId, node, onClose }: BreakFormProps) {
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
      <Text>
        {node.job_id
          ? "A job runs on this node. It goes back to its last checkpoint and continues on another node; the work lost is ours, not the customer's."
          : "Nothing runs on this node. It is out of use until it is repaired."}
      </Text>
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

export function BreakNodeDialog({
  siteId,
  node,
  onClose,
}: {
  readonly siteId: string;
  readonly node: Node | null;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={node !== null} onClose={onClose} title={node ? `Break node ${node.index}` : ""}>
      {node && <BreakForm siteId={siteId} node={node} onClose={onClose} />}
    </Modal>
  );
}
