"use client";

import { Button, Modal, Select, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../api/client.tsx";
import type { Member, MemberChange, MemberRole } from "../api/outputs.ts";
import { formatNoun } from "../format/number.ts";
import { notifyDone } from "../notice/notify.ts";
import { useSession } from "../session/session.tsx";
import { spellOut } from "../words/sentences.ts";
import { useRenewal } from "./renewal.ts";
import { rolesToGive } from "./roles.ts";
import { DialogFoot } from "../page/dialog-foot.tsx";

interface FormProps {
  readonly member: Member;
  readonly onClose: () => void;
}

/** What ended with the rights, in words; empty when nothing did. */
function withdrawnInWords({ keys_revoked: keys, invitations_revoked: invitations }: MemberChange): string {
  const parts = [keys > 0 && formatNoun(keys, "API key"), invitations > 0 && formatNoun(invitations, "invitation")];
  const ended = parts.filter((part) => part !== false);
  return ended.length === 0 ? "" : ` ${ended.join(" and ")} ended with it.`;
}

/** Oneself changed means other rights on this very page, so it is loaded anew. */
function useSettled(member: Member, said: (change: MemberChange) => string, onClose: () => void) {
  const renew = useRenewal();
  const { person } = useSession();
  return async (change: MemberChange) => {
    if (member.id === person?.id) return window.location.assign("/");
    await renew();
    notifyDone(member.name, said(change) + withdrawnInWords(change));
    onClose();
  };
}

function RoleForm({ member, onClose }: FormProps) {
  const trpc = useTRPC();
  const choices = rolesToGive(useSession());
  const [role, setRole] = useState<MemberRole | null>(
    choices.find((choice) => choice.value === member.role)?.value ?? null,
  );
  const onSuccess = useSettled(member, (change) => `Has the role ${spellOut(change.role).toLowerCase()} now.`, onClose);
  const change = useMutation(trpc.member.setRole.mutationOptions({ onSuccess }));
  return (
    <Stack gap="md">
      <Select
        label="Role"
        description="Holds from their next request on. Keys that the new role could not make end with the old one."
        allowDeselect={false}
        data={choices}
        value={role}
        onChange={(value) => setRole(choices.find((choice) => choice.value === value)?.value ?? null)}
        data-autofocus
      />
      <DialogFoot error={change.error} onClose={onClose}>
        <Button
          disabled={role === null || role === member.role}
          loading={change.isPending}
          onClick={() => role && change.mutate({ id: member.id, role })}
        >
          Change the role
        </Button>
      </DialogFoot>
    </Stack>
  );
}

function RemoveForm({ member, onClose }: FormProps) {
  const trpc = useTRPC();
  const onSuccess = useSettled(member, () => "Is no longer a member.", onClose);
  const remove = useMutation(trpc.member.remove.mutationOptions({ onSuccess }));
  return (
    <Stack gap="md">
      <Text>
        <strong>{member.name}</strong> is refused from the next request on. API keys they made and invitations they sent
        end too; what they uploaded, asked for and signed stays.
      </Text>
      <DialogFoot error={remove.error} onClose={onClose} keep="Keep the member">
        <Button color="red.8" loading={remove.isPending} onClick={() => remove.mutate({ id: member.id })}>
          Remove
        </Button>
      </DialogFoot>
    </Stack>
  );
}

export interface MemberDeed {
  readonly deed: "role" | "remove";
  readonly member: Member;
}

export function MemberDialog({ of, onClose }: { readonly of: MemberDeed; readonly onClose: () => void }) {
  const title = of.deed === "role" ? `Role of ${of.member.name}` : "Remove a member";
  return (
    <Modal opened onClose={onClose} title={title}>
      {of.deed === "role" && <RoleForm member={of.member} onClose={onClose} />}
      {of.deed === "remove" && <RemoveForm member={of.member} onClose={onClose} />}
    </Modal>
  );
}
