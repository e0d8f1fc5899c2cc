"use client";

import { TableTbody, TableTd, TableTh, TableThead, TableTr } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.tsx";
import { Loaded } from "../notice/loaded.tsx";
import { ScrollTable } from "../page/scroll-table.tsx";
import { spellOut } from "../words/sentences.ts";

export function MemberTable() {
  const trpc = useTRPC();
  const members = useQuery(trpc.session.members.queryOptions());
  return (
    <Loaded query={members} rows={4}>
      {({ items }) => (
        <ScrollTable caption="Members" minWidth={30}>
          <TableThead>
            <TableTr>
              <TableTh>Name</TableTh>
              <TableTh>E-mail</TableTh>
              <TableTh>Role</TableTh>
            </TableTr>
          </TableThead>
          <TableTbody>
            {items.map((member) => (
              <TableTr key={member.id}>
                <TableTd>{member.name}</TableTd>
                <TableTd>{member.email}</TableTd>
                <TableTd>{spellOut(member.role)}</TableTd>
              </TableTr>
            ))}
          </TableTbody>
        </ScrollTable>
      )}
    </Loaded>
  );
}
