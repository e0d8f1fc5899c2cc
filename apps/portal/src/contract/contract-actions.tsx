"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../api/client.tsx";
import { newIdempotencyKey } from "../api/idempotency.ts";
import type { Contract } from "../api/outputs.ts";
import { formatShare } from "../format/number.ts";
import { FailureNotice } from "../notice/failure-notice.tsx";
import { Amount } from "../value/amount.tsx";

type Action = Contract["actions"][number];

const words = {
  pause: { title: "Pause", confirm: "Pause the run", keep: "Let it run" },
  resume: { title: "Resume", confirm: "Resume the run", keep: "Leave it paused" },
  cancel: { title: "Cancel", confirm: "Cancel the contract", keep: "Keep the contract" },
} as const satisfies Record<Action, { title: string; confirm: string; keep: string }>;

function Consequence({ action, contract }: { readonly action: Action; readonly contract: Contract }) {
  if (action === "pause") {
    return (
      <Text>
        The run saves a checkpoint and gives its devices back. The promised date moves by as long as it rests.
      </Text>
    );
  }
  if (action === "resume") return <Text>The run goes into the queue and continues from its last checkpoint.</Text>;
  const preview = contract.cancellation_preview;
  return (
    <Stack gap="xs">
      <Text>
        The run ends for good. What was trained until now is delivered as checkpoints; the rest is not trained.
      </Text>
      {preview && (
        <Text>
          Trained so far: {formatShare(preview.delivered_share)}. The bill of canceling now:{" "}
          <Amount of={preview.bill} strong /> of <Amount of={contract.price} />, before tax.
        </Text>
      )}
    </Stack>
  );
}

/** One key for as long as the dialog is open: pressing twice acts once. */
function useAct(action: Action, contract: Contract, onDone: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const options = {
    trpc: { context: { idempotencyKey } },
    onSuccess: (next: Contract) => {
      queries.setQueryData(trpc.contract.get.queryKey({ id: contract.id }), next);
      onDone();
    },
  };
  const acts = {
    pause: useMutation(trpc.contract.pause.mutationOptions(options)),
    resume: useMutation(trpc.contract.resume.mutationOptions(options)),
    cancel: useMutation(trpc.contract.cancel.mutationOptions(options)),
  };
  return acts[action];
}

interface ActionFormProps {
  readonly action: Action;
  readonly contract: Contract;
  readonly onClose: () => void;
}

function ActionForm({ action, contract, onClose }: ActionFormProps) {
  const act = useAct(action, contract, onClose);
  return (
    <Stack gap="md">
      <Consequence action={action} contract={contract} />
      {act.error && <FailureNotice error={act.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {words[action].keep}
        </Button>
        <Button
          color={action === "cancel" ? "red.8" : undefined}
          loading={act.isPending}
          onClick={() => act.mutate({ id: contract.id })}
        >
          {words[action].confirm}
        </Button>
      </Group>
    </Stack>
  );
}

/** What the person who looks may do now, each with a dialog that says what follows. */
export function ContractActions({ contract }: { readonly contract: Contract }) {
  const [asking, setAsking] = useState<Action | null>(null);
  const close = () => setAsking(null);
  return (
    <>
      {contract.actions.map((action) => (
        <Button key={action} variant={action === "resume" ? "filled" : "default"} onClick={() => setAsking(action)}>
          {words[action].title}
        </Button>
      ))}
      <Modal
        opened={asking !== null}
        onClose={close}
        title={asking ? `${words[asking].title} ${contract.number}` : ""}
        size="lg"
      >
        {asking && <ActionForm action={asking} contract={contract} onClose={close} />}
      </Modal>
    </>
  );
}
