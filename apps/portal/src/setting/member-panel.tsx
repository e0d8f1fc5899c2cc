"use client";

import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import type { Invitation } from "../api/outputs.ts";
import { Section } from "../page/section.tsx";
import { MayButton, useMay } from "../session/may.tsx";
import { useSession } from "../session/session.tsx";
import { InvitationTable } from "./invitation-table.tsx";
import { InviteDialog, type Invitee } from "./invite-dialog.tsx";
import { type MemberDeed, MemberDialog } from "./member-dialogs.tsx";
import { MemberTable } from "./member-table.tsx";
import { rolesToGive } from "./roles.ts";

/** Who belongs here and who is invited; roles are given and taken, members brought in and removed. */
export function MemberPanel() {
  const [inviting, dialog] = useDisclosure(false);
  const [invitee, setInvitee] = useState<Invitee | null>(null);
  const [deed, setDeed] = useState<MemberDeed | null>(null);
  const mayWrite = useMay("member.write");
  const session = useSession();
  const open = (whom: Invitee | null) => {
    setInvitee(whom);
    dialog.open();
  };
  const renew = ({ email, role }: Invitation) => {
    const given = rolesToGive(session).find((choice) => choice.value === role)?.value ?? "viewer";
    open({ email, role: given });
  };
  return (
    <Section
      title="Members"
      actions={
        <MayButton scope="member.write" size="sm" onClick={() => open(null)}>
          Invite
        </MayButton>
      }
    >
      <MemberTable onDeed={setDeed} />
      {mayWrite && <InvitationTable onRenew={renew} />}
      <InviteDialog opened={inviting} invitee={invitee} onClose={dialog.close} />
      <MemberDialog of={deed} onClose={() => setDeed(null)} />
    </Section>
  );
}
