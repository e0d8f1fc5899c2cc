"use client";

import { Button, Checkbox, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../api/client.tsx";
import type { StaffScope } from "../api/outputs.ts";
import { useSession } from "../session/session.tsx";
import { KeySecret } from "./secret-once.tsx";
import { DialogFoot } from "../page/dialog-foot.tsx";

function StaffKeyForm({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { scopes: held } = useSession();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly string[]>(["fleet.read"]);
  const create = useMutation(
    trpc.fleet.createKey.mutationOptions({ onSuccess: () => queries.invalidateQueries(trpc.fleet.keys.queryFilter()) }),
  );
  if (create.data) return <KeySecret secret={create.data.secret} onClose={onClose} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ name: name.trim(), scopes: scopes as StaffScope[] });
      }}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          description="What will use it; valid for 90 days"
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Checkbox.Group label="May" value={[...scopes]} onChange={setScopes}>
          <Stack gap="xs" mt="xs">
            {held.map((scope) => (
              <Checkbox key={scope} value={scope} label={scope} />
            ))}
          </Stack>
        </Checkbox.Group>
        <DialogFoot error={create.error} onClose={onClose}>
          <Button type="submit" disabled={name.trim().length === 0 || scopes.length === 0} loading={create.isPending}>
            Create
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}

export function StaffKeyDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="New staff key" closeOnClickOutside={false}>
      <StaffKeyForm onClose={onClose} />
    </Modal>
  );
}
