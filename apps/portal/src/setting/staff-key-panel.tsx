"use client";

import { Button, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTRPC } from "../api/client.tsx";
import type { StaffKey } from "../api/outputs.ts";
import { Loaded } from "../notice/loaded.tsx";
import { notifyDone, notifyFailure } from "../notice/notify.ts";
import { useLazyDialog } from "../page/lazy-dialog.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { Section } from "../page/section.tsx";
import { MayButton } from "../session/may.tsx";
import { Instant } from "../value/instant.tsx";
import { Status } from "../value/status.tsx";

// Loaded when first opened.
const StaffKeyDialog = dynamic(() => import("./staff-key-dialog.tsx").then((file) => file.StaffKeyDialog), {
  ssr: false,
});

function Row({ of }: { readonly of: StaffKey }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const revoke = useMutation(
    trpc.fleet.revokeKey.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.fleet.keys.queryFilter());
        notifyDone("Revoked", `Whatever uses ${of.name} is refused from now on.`);
      },
      onError: (error) => notifyFailure("The key is still in force", error),
    }),
  );
  return (
    <TableTr>
      <TableTd>
        {of.name}
        <Text size="xs" c="dimmed">
          <code>{of.prefix}…</code>
        </Text>
      </TableTd>
      <TableTd>
        <Status of={of.revoked_at ? "revoked" : "active"} />
      </TableTd>
      <TableTd>{of.scopes.join(", ")}</TableTd>
      <TableTd>{of.last_used_at ? <Instant at={of.last_used_at} /> : "never"}</TableTd>
      <TableTd>
        <Instant at={of.expires_at} detail="day" />
      </TableTd>
      <TableTd className={pageClasses.number}>
        {!of.revoked_at && (
          <Button
            size="compact-sm"
            variant="default"
            loading={revoke.isPending}
            onClick={() => revoke.mutate({ id: of.id })}
            aria-label={`Revoke ${of.name}`}
          >
            Revoke
          </Button>
        )}
      </TableTd>
    </TableTr>
  );
}

/** An operator's own keys: for the command line and for programs. */
export function StaffKeyPanel() {
  const trpc = useTRPC();
  const creating = useLazyDialog();
  const keys = useQuery(trpc.fleet.keys.queryOptions());
  return (
    <Section
      title="Your keys"
      hint={
        <>
          Each speaks for you with some of your rights: <code>ingot login</code>, then <code>ingot fleet sites</code>.
        </>
      }
      actions={
        <MayButton scope="fleet.write" size="sm" onClick={creating.open}>
          New key
        </MayButton>
      }
    >
      <Loaded query={keys} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Text c="dimmed">No keys yet.</Text>
          ) : (
            <ScrollTable caption="Staff keys" minWidth={50}>
              <TableThead>
                <TableTr>
                  <TableTh>Key</TableTh>
                  <TableTh>Status</TableTh>
                  <TableTh>Scopes</TableTh>
                  <TableTh>Last used</TableTh>
                  <TableTh>Expires</TableTh>
                  <TableTh>
                    <span className="visually-hidden">Action</span>
                  </TableTh>
                </TableTr>
              </TableThead>
              <TableTbody>
                {items.map((key) => (
                  <Row key={key.id} of={key} />
                ))}
              </TableTbody>
            </ScrollTable>
          )
        }
      </Loaded>
      {creating.opened && <StaffKeyDialog onClose={creating.close} />}
    </Section>
  );
}
