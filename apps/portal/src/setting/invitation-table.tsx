"use client";

import { Button, Group, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.tsx";
import type { Invitation } from "../api/outputs.ts";
import { Loaded } from "../notice/loaded.tsx";
import { notifyDone, notifyFailure } from "../notice/notify.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { Instant } from "../value/instant.tsx";
import { Status } from "../value/status.tsx";
import { spellOut } from "../words/sentences.ts";
import { useRenewal } from "./renewal.ts";

interface RowProps {
  readonly of: Invitation;
  readonly onRenew: (invitation: Invitation) => void;
}

function Row({ of, onRenew }: RowProps) {
  const trpc = useTRPC();
  const renew = useRenewal();
  const revoke = useMutation(
    trpc.member.revokeInvitation.mutationOptions({
      onSuccess: async () => {
        await renew();
        notifyDone("Withdrawn", `The link for ${of.email} opens nothing any more.`);
      },
      onError: (error) => notifyFailure("The invitation still stands", error),
    }),
  );
  return (
    <TableTr>
      <TableTd>{of.email}</TableTd>
      <TableTd>{spellOut(of.role)}</TableTd>
      <TableTd>
        <Status of={of.status} />
      </TableTd>
      <TableTd>
        <Instant at={of.expires_at} />
        <Text size="xs" c="dimmed">
          by {of.invited_by}
        </Text>
      </TableTd>
      <TableTd className={pageClasses.number}>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => onRenew(of)}
            aria-label={`New link for ${of.email}`}
          >
            New link
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            loading={revoke.isPending}
            onClick={() => revoke.mutate({ id: of.id })}
            aria-label={`Withdraw the invitation of ${of.email}`}
          >
            Withdraw
          </Button>
        </Group>
      </TableTd>
    </TableTr>
  );
}

/** Invitations that nobody has taken up yet. */
export function InvitationTable({ onRenew }: { readonly onRenew: (invitation: Invitation) => void }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.member.invitations.queryOptions());
  return (
    <Loaded query={query} rows={1}>
      {({ items }) =>
        items.length === 0 ? null : (
          <ScrollTable caption="Open invitations" minWidth={44}>
            <TableThead>
              <TableTr>
                <TableTh>Invited</TableTh>
                <TableTh>Role</TableTh>
                <TableTh>Status</TableTh>
                <TableTh>Open until</TableTh>
                <TableTh>
                  <span className="visually-hidden">Action</span>
                </TableTh>
              </TableTr>
            </TableThead>
            <TableTbody>
              {items.map((invitation) => (
                <Row key={invitation.id} of={invitation} onRenew={onRenew} />
              ))}
            </TableTbody>
          </ScrollTable>
        )
      }
    </Loaded>
  );
}
