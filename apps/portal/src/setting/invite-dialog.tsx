"use client";

import { Button, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../api/client.tsx";
import type { MemberRole } from "../api/outputs.ts";
import { useSession } from "../session/session.tsx";
import { rolesToGive } from "./roles.ts";
import { useRenewal } from "./renewal.ts";
import { SecretOnce } from "./secret-once.tsx";
import { DialogFoot } from "../page/dialog-foot.tsx";

/** Whom to invite; an address that is given cannot be changed. */
export interface Invitee {
  readonly email: string;
  readonly role: MemberRole;
}

const linkOf = (token: string) => `${window.location.origin}/join/${token}`;

function InviteForm({ invitee, onClose }: { readonly invitee: Invitee | null; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const renew = useRenewal();
  const [email, setEmail] = useState(invitee?.email ?? "");
  const [role, setRole] = useState<MemberRole>(invitee?.role ?? "engineer");
  const choices = rolesToGive(useSession());
  const invite = useMutation(
    trpc.member.invite.mutationOptions({
      onSuccess: renew,
    }),
  );
  if (invite.data) {
    const { email: address, token } = invite.data;
    return (
      <SecretOnce
        secret={token === null ? null : linkOf(token)}
        lost="This invitation was made by an earlier request, and its link was said then: make a new link."
        onClose={onClose}
      >
        Ingot sends no mail: copy this link and send it to {address} yourself. It is shown this once, opens for seven
        days, and only for an account of that address.
      </SecretOnce>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate({ email: email.trim(), role });
      }}
    >
      <Stack gap="md">
        <TextInput
          label="E-mail"
          type="email"
          required
          value={email}
          readOnly={invitee !== null}
          onChange={(event) => setEmail(event.currentTarget.value)}
          data-autofocus
        />
        <Select
          label="Role"
          allowDeselect={false}
          data={choices}
          value={role}
          onChange={(value) => setRole(choices.find((choice) => choice.value === value)?.value ?? role)}
        />
        <DialogFoot error={invite.error} onClose={onClose}>
          <Button type="submit" disabled={!email.includes("@")} loading={invite.isPending}>
            Make the link
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}

interface InviteDialogProps {
  readonly invitee: Invitee | null;
  readonly onClose: () => void;
}

export function InviteDialog({ invitee, onClose }: InviteDialogProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={invitee ? `New link for ${invitee.email}` : "Invite somebody"}
      closeOnClickOutside={false}
    >
      <InviteForm invitee={invitee} onClose={onClose} />
    </Modal>
  );
}
