"use client";

import { Anchor, Button, Modal, Stack, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTRPC } from "../api/client.tsx";
import type { Key } from "../api/outputs.ts";
import { Loaded } from "../notice/loaded.tsx";
import { useLazyDialog } from "../page/lazy-dialog.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { Section } from "../page/section.tsx";
import { MayButton } from "../session/may.tsx";
import { Instant } from "../value/instant.tsx";
import { Status } from "../value/status.tsx";
import { spellOut } from "../words/sentences.ts";
import { useRenewal } from "./renewal.ts";
import { DialogFoot } from "../page/dialog-foot.tsx";

// Loaded when first opened.
const KeyCreateDialog = dynamic(() => import("./key-create-dialog.tsx").then((file) => file.KeyCreateDialog), {
  ssr: false,
});

function RevokeForm({ of, onClose }: { readonly of: Key; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const renew = useRenewal();
  const revoke = useMutation(
    trpc.key.revoke.mutationOptions({
      onSuccess: async () => {
        await renew();
        onClose();
      },
    }),
  );
  return (
    <Stack gap="md">
      <Text>
        Whatever uses <strong>{of.name}</strong> is refused from this moment on. A key cannot be brought back.
      </Text>
      <DialogFoot error={revoke.error} onClose={onClose} keep="Keep the key">
        <Button color="red.8" loading={revoke.isPending} onClick={() => revoke.mutate({ id: of.id })}>
          Revoke
        </Button>
      </DialogFoot>
    </Stack>
  );
}

function Row({ of, onRevoke }: { readonly of: Key; readonly onRevoke: (key: Key) => void }) {
  return (
    <TableTr>
      <TableTd>
        {of.name}
        <Text size="xs" c="dimmed">
          <code>{of.prefix}…</code>
        </Text>
      </TableTd>
      <TableTd>{of.revoked_at ? <Status of="revoked" /> : <Status of="active" />}</TableTd>
      <TableTd>{spellOut(of.role)}</TableTd>
      <TableTd>
        <Instant at={of.created_at} detail="day" />
        <Text size="xs" c="dimmed">
          by {of.created_by}
        </Text>
      </TableTd>
      <TableTd>{of.last_used_at ? <Instant at={of.last_used_at} /> : "never"}</TableTd>
      <TableTd>{of.expires_at ? <Instant at={of.expires_at} detail="day" /> : "never"}</TableTd>
      <TableTd className={pageClasses.number}>
        {!of.revoked_at && (
          <MayButton
            scope="key.write"
            size="compact-sm"
            variant="default"
            onClick={() => onRevoke(of)}
            aria-label={`Revoke ${of.name}`}
          >
            Revoke
          </MayButton>
        )}
      </TableTd>
    </TableTr>
  );
}

function KeyTable({ keys }: { readonly keys: readonly Key[] }) {
  const [revoking, setRevoking] = useState<Key | null>(null);
  const close = () => setRevoking(null);
  if (keys.length === 0) return <Text c="dimmed">No keys yet. One lets a program act for this organization.</Text>;
  return (
    <>
      <ScrollTable caption="API keys" minWidth={54}>
        <TableThead>
          <TableTr>
            <TableTh>Key</TableTh>
            <TableTh>Status</TableTh>
            <TableTh>Role</TableTh>
            <TableTh>Created</TableTh>
            <TableTh>Last used</TableTh>
            <TableTh>Expires</TableTh>
            <TableTh>
              <span className="visually-hidden">Action</span>
            </TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {keys.map((key) => (
            <Row key={key.id} of={key} onRevoke={setRevoking} />
          ))}
        </TableTbody>
      </ScrollTable>
      <Modal opened={revoking !== null} onClose={close} title="Revoke a key">
        {revoking && <RevokeForm of={revoking} onClose={close} />}
      </Modal>
    </>
  );
}

/** API keys: make one, see when each was used, revoke it. */
export function KeyPanel() {
  const trpc = useTRPC();
  const creating = useLazyDialog();
  const keys = useQuery(trpc.key.list.queryOptions());
  return (
    <Section
      title="API keys"
      hint={
        <>
          For programs; the{" "}
          <Anchor href="/api/docs" inherit underline="always">
            API reference
          </Anchor>{" "}
          says what they can do.
        </>
      }
      actions={
        <MayButton scope="key.write" size="sm" onClick={creating.open}>
          New key
        </MayButton>
      }
    >
      <Loaded query={keys} rows={3}>
        {({ items }) => <KeyTable keys={items} />}
      </Loaded>
      {creating.opened && <KeyCreateDialog onClose={creating.close} />}
    </Section>
  );
}
