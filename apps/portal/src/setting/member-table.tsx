"use client";

import { Button, Group, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.tsx";
import type { Member } from "../api/outputs.ts";
import { Loaded } from "../notice/loaded.tsx";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { useMay } from "../session/may.tsx";
import { useSession } from "../session/session.tsx";
import { spellOut } from "../words/sentences.ts";
import type { MemberDeed } from "./member-dialogs.tsx";
import { mayHandle, purposeOf } from "./roles.ts";

interface RowProps {
  readonly of: Member;
  /** The only owner stays: the organization would have nobody to run it. */
  readonly kept: boolean;
  readonly onDeed: (deed: MemberDeed) => void;
}

function Actions({ of, kept, onDeed }: RowProps) {
  const session = useSession();
  if (kept)
    return (
      <Text size="xs" c="dimmed">
        the only owner
      </Text>
    );
  if (!mayHandle(session, of.role)) return null;
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => onDeed({ deed: "role", member: of })}
        aria-label={`Change the role of ${of.name}`}
      >
        Role
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => onDeed({ deed: "remove", member: of })}
        aria-label={`Remove ${of.name}`}
      >
        Remove
      </Button>
    </Group>
  );
}

/** The people of the organization, and what may be done about them. */
export function MemberTable({ onDeed }: { readonly onDeed: (deed: MemberDeed) => void }) {
  const trpc = useTRPC();
  const members = useQuery(trpc.member.list.queryOptions());
  const mayWrite = useMay("member.write");
  return (
    <Loaded query={members} rows={4}>
      {({ items }) => (
        <ScrollTable caption="Members" minWidth={mayWrite ? 42 : 30}>
          <TableThead>
            <TableTr>
              <TableTh>Name</TableTh>
              <TableTh>E-mail</TableTh>
              <TableTh>Role</TableTh>
              {mayWrite && (
                <TableTh>
                  <span className="visually-hidden">Action</span>
                </TableTh>
              )}
            </TableTr>
          </TableThead>
          <TableTbody>
            {items.map((member) => (
              <TableTr key={member.id}>
                <TableTd>{member.name}</TableTd>
                <TableTd>{member.email}</TableTd>
                <TableTd>
                  {spellOut(member.role)}
                  <Text size="xs" c="dimmed">
                    {purposeOf(member.role)}
                  </Text>
                </TableTd>
                {mayWrite && (
                  <TableTd className={pageClasses.number}>
                    <Actions
                      of={member}
                      kept={member.role === "owner" && items.filter(({ role }) => role === "owner").length === 1}
                      onDeed={onDeed}
                    />
                  </TableTd>
                )}
              </TableTr>
            ))}
          </TableTbody>
        </ScrollTable>
      )}
    </Loaded>
  );
}
