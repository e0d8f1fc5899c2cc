"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../api/client.tsx";
import { newIdempotencyKey } from "../api/idempotency.ts";
import type { CanceledContract, Cancellation, Contract } from "../api/outputs.ts";
import { formatShare } from "../format/number.ts";
import { FailureNotice } from "../notice/failure-notice.tsx";
import { Amount } from "../value/amount.tsx";
import { Instant } from "../value/instant.tsx";
import { DialogFoot } from "../page/dialog-foot.tsx";

type Action = Contract["actions"][number];

const words = {
  pause: { title: "Pause", confirm: "Pause the run", keep: "Let it run" },
  resume: { title: "Resume", confirm: "Resume the run", keep: "Leave it paused" },
  cancel: { title: "Cancel", confirm: "Cancel the contract", keep: "Keep the contract" },
} as const satisfies Record<Action, { title: string; confirm: string; keep: string }>;

function Bill({
  of: { delivered_share, bill },
  price,
}: {
  readonly of: Cancellation;
  readonly price: Contract["price"];
}) {
  return (
    <>
      Trained so far: {formatShare(delivered_share)}. The bill of canceling now: <Amount of={bill} strong /> of{" "}
      <Amount of={price} />, before tax.
    </>
  );
}

/** Asked again while the dialog is open: each checkpoint that the run saves meanwhile moves the bill. */
const askAgainMilliseconds = 1_000;

/** No longer asked once the person has confirmed: from then on there is nothing left to cancel. */
function CancelConsequence({ contract, confirmed }: { readonly contract: Contract; readonly confirmed: boolean }) {
  const trpc = useTRPC();
  const fresh = {
    staleTime: 0,
    gcTime: 0,
    refetchInterval: askAgainMilliseconds,
    enabled: !confirmed,
    trpc: { abortOnUnmount: true },
  };
  const cancellation = useQuery(trpc.contract.cancellation.queryOptions({ id: contract.id }, fresh));
  return (
    <Stack gap="xs">
      <Text>
        The run ends for good. What was trained until now is delivered as checkpoints; the rest is not trained.
      </Text>
      <Text aria-live="polite">
        {cancellation.data ? (
          <Bill of={cancellation.data} price={contract.price} />
        ) : (
          "Asking for the bill of this moment…"
        )}
      </Text>
      <Text size="sm" c="dimmed">
        The run goes on while you read. Charged is the bill of the moment you confirm; this dialog then shows it.
      </Text>
      {cancellation.error && !cancellation.data && <FailureNotice error={cancellation.error} />}
    </Stack>
  );
}

interface ConsequenceProps {
  readonly action: Action;
  readonly contract: Contract;
  readonly confirmed: boolean;
}

function Consequence({ action, contract, confirmed }: ConsequenceProps) {
  switch (action) {
    case "pause":
      return (
        <Text>
          The run saves a checkpoint and gives its devices back. The promised date moves by as long as it rests.
        </Text>
      );
    case "resume":
      return <Text>The run goes into the queue and continues from its last checkpoint.</Text>;
    case "cancel":
      return <CancelConsequence contract={contract} confirmed={confirmed} />;
  }
}

/** The bill at which it was canceled, as the invoices will say it. */
function Canceled({
  of,
  price,
  onClose,
}: {
  readonly of: Cancellation;
  readonly price: Contract["price"];
  readonly onClose: () => void;
}) {
  return (
    <Stack gap="md" role="status">
      <Text>
        Canceled at <Instant at={of.at} />, with {formatShare(of.delivered_share)} trained. The bill:{" "}
        <Amount of={of.bill} strong /> of <Amount of={price} />, before tax. The invoices say the same once the run has
        stopped.
      </Text>
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          Close
        </Button>
      </Group>
    </Stack>
  );
}

/** One key for as long as the dialog is open: pressing twice acts once. */
function useAct(action: Action, contract: Contract, onDone: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [canceled, setCanceled] = useState<Cancellation | null>(null);
  const context = { trpc: { context: { idempotencyKey } } };
  const take = (next: Contract) => queries.setQueryData(trpc.contract.get.queryKey({ id: contract.id }), next);
  const onSuccess = (next: Contract) => {
    take(next);
    onDone();
  };
  const onCanceled = ({ cancellation, ...next }: CanceledContract) => {
    take(next);
    setCanceled(cancellation);
  };
  // A question on its way would arrive after the deed and be refused.
  const stopAsking = () =>
    queries.cancelQueries({ queryKey: trpc.contract.cancellation.queryKey({ id: contract.id }) });
  const acts = {
    pause: useMutation(trpc.contract.pause.mutationOptions({ ...context, onSuccess })),
    resume: useMutation(trpc.contract.resume.mutationOptions({ ...context, onSuccess })),
    cancel: useMutation(
      trpc.contract.cancel.mutationOptions({ ...context, onMutate: stopAsking, onSuccess: onCanceled }),
    ),
  };
  return { act: acts[action], canceled };
}

interface ActionFormProps {
  readonly action: Action;
  readonly contract: Contract;
  readonly onClose: () => void;
}

function ActionForm({ action, contract, onClose }: ActionFormProps) {
  const { act, canceled } = useAct(action, contract, onClose);
  if (canceled) return <Canceled of={canceled} price={contract.price} onClose={onClose} />;
  return (
    <Stack gap="md">
      <Consequence action={action} contract={contract} confirmed={act.isPending} />
      <DialogFoot error={act.error} onClose={onClose} keep={words[action].keep}>
        <Button
          color={action === "cancel" ? "red.8" : undefined}
          loading={act.isPending}
          onClick={() => act.mutate({ id: contract.id })}
        >
          {words[action].confirm}
        </Button>
      </DialogFoot>
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
