"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import type { Invitation } from "../api/outputs.ts";
import { useLazyDialog } from "../page/lazy-dialog.ts";
import { Section } from "../page/section.tsx";
import { MayButton, useMay } from "../session/may.tsx";
import { useSession } from "../session/session.tsx";
import { InvitationTable } from "./invitation-table.tsx";
import type { Invitee } from "./invite-dialog.tsx";
import type { MemberDeed } from "./member-dialogs.tsx";
import { MemberTable } from "./member-table.tsx";
import { rolesToGive } from "./roles.ts";

// Loaded when first opened: most who look at the members change none of them.
const InviteDialog = dynamic(() => import("./invite-dialog.tsx").then((file) => file.InviteDialog), { ssr: false });
const MemberDialog = dynamic(() => import("./member-dialogs.tsx").then((file) => file.MemberDialog), { ssr: false });

/** Who belongs here and who is invited; roles are given and taken, members brought in and removed. */
export function MemberPanel() {
  const inviting = useLazyDialog();
  const changing = useLazyDialog();
  const [invitee, setInvitee] = useState<Invitee | null>(null);
  const [deed, setDeed] = useState<MemberDeed | null>(null);
  const mayWrite = useMay("member.write");
  const session = useSession();
  const open = (whom: Invitee | null) => {
    setInvitee(whom);
    inviting.open();
  };
  const change = (of: MemberDeed) => {
    setDeed(of);
    changing.open();
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
      <MemberTable onDeed={change} />
      {mayWrite && <InvitationTable onRenew={renew} />}
      {inviting.opened && <InviteDialog invitee={invitee} onClose={inviting.close} />}
      {changing.opened && deed && <MemberDialog of={deed} onClose={changing.close} />}
    </Section>
  );
}
