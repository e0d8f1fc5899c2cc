"use client";

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../api/client.tsx";
import { newIdempotencyKey } from "../api/idempotency.ts";
import type { Quote } from "../api/outputs.ts";
import { FailureNotice } from "../notice/failure-notice.tsx";
import { Amount } from "../value/amount.tsx";
import { Hash } from "../value/hash.tsx";
import { Instant } from "../value/instant.tsx";

interface AcceptDialogProps {
  readonly quote: Quote;
  readonly onClose: () => void;
}

/** One key for as long as the dialog is open: pressing twice signs once. */
function useAccept() {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(newIdempotencyKey);
  return useMutation(
    trpc.quote.accept.mutationOptions({
      trpc: { context: { idempotencyKey } },
      onSuccess: async ({ contract_id: id }) => {
        await queries.invalidateQueries({ queryKey: trpc.quote.pathKey() });
        router.push(`/contracts/${id}`);
      },
    }),
  );
}

function AcceptForm({ quote, onClose }: AcceptDialogProps) {
  const [name, setName] = useState("");
  const accept = useAccept();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        accept.mutate({ id: quote.id, hash: quote.hash, signed_name: name });
      }}
    >
      <Stack gap="md">
        <Text>
          By signing you buy the training of {quote.model_label} for <Amount of={quote.price} strong />
          {quote.with_tax && quote.with_tax.rate !== "0" && (
            <>
              {" "}
              (<Amount of={quote.with_tax.total} /> with tax)
            </>
          )}
          , promised by <Instant at={quote.promised_finish} />. The deposit is invoiced and the rest of the price is
          held from your balance at once.
        </Text>
        <Text component="div" size="sm" c="dimmed">
          You sign exactly the document with the hash <Hash value={quote.hash} of="the hash" length={16} />
        </Text>
        <TextInput
          label="Your full name, as signature"
          autoComplete="name"
          required
          minLength={2}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {accept.error && <FailureNotice error={accept.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={accept.isPending}>
            Not yet
          </Button>
          <Button type="submit" disabled={name.trim().length < 2} loading={accept.isPending || accept.isSuccess}>
            Sign and start
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function AcceptDialog(props: AcceptDialogProps) {
  return (
    <Modal opened onClose={props.onClose} title={`Accept ${props.quote.number}`} size="lg">
      <AcceptForm {...props} />
    </Modal>
  );
}
