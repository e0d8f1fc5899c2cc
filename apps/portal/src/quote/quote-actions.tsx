"use client";

import { Button, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTRPC } from "../api/client.tsx";
import type { Quote } from "../api/outputs.ts";
import { notifyDone, notifyFailure } from "../notice/notify.ts";
import { useLazyDialog } from "../page/lazy-dialog.ts";
import { Link } from "../page/link.tsx";
import { MayButton } from "../session/may.tsx";
import { DialogFoot } from "../page/dialog-foot.tsx";

// Loaded when first opened: it is the last step of a long look.
const AcceptDialog = dynamic(() => import("./accept-dialog.tsx").then((file) => file.AcceptDialog), { ssr: false });

function DeclineDialog({
  quote,
  opened,
  onClose,
}: {
  readonly quote: Quote;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const decline = useMutation(
    trpc.quote.decline.mutationOptions({
      onSuccess: (declined) => {
        queries.setQueryData(trpc.quote.get.queryKey({ id: quote.id }), declined);
        notifyDone("Declined", `${quote.number} can no longer be accepted.`);
        onClose();
      },
      onError: (error) => notifyFailure(`${quote.number} is not declined`, error),
    }),
  );
  return (
    <Modal opened={opened} onClose={onClose} title={`Decline ${quote.number}`}>
      <Text mb="md">The price and the date are given up; a new quote may differ from this one.</Text>
      <DialogFoot onClose={onClose} keep="Keep it">
        <Button color="red.8" loading={decline.isPending} onClick={() => decline.mutate({ id: quote.id })}>
          Decline
        </Button>
      </DialogFoot>
    </Modal>
  );
}

/** What can be done with a quote in its present state. */
export function QuoteActions({ quote }: { readonly quote: Quote }) {
  const accepting = useLazyDialog();
  const [declining, decline] = useDisclosure(false);
  if (quote.contract_id) {
    return (
      <Button component={Link} href={`/contracts/${quote.contract_id}`}>
        To the contract
      </Button>
    );
  }
  if (quote.status !== "open") {
    return (
      <MayButton scope="quote.write" href="/quote/new" variant="default">
        Ask again
      </MayButton>
    );
  }
  return (
    <>
      <MayButton scope="quote.write" variant="default" onClick={decline.open}>
        Decline
      </MayButton>
      <MayButton scope="contract.accept" onClick={accepting.open}>
        Accept
      </MayButton>
      {accepting.opened && <AcceptDialog quote={quote} onClose={accepting.close} />}
      <DeclineDialog quote={quote} opened={declining} onClose={decline.close} />
    </>
  );
}
