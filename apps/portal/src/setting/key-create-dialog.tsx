"use client";

import { Button, Modal, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../api/client.tsx";
import { useRenewal } from "./renewal.ts";
import { KeySecret } from "./secret-once.tsx";
import { DialogFoot } from "../page/dialog-foot.tsx";

const roles = ["admin", "engineer", "finance", "viewer"] as const;
type KeyRole = (typeof roles)[number];

function KeyForm({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC();
  const renew = useRenewal();
  const create = useMutation(
    trpc.key.create.mutationOptions({
      onSuccess: renew,
    }),
  );
  const form = useForm({
    initialValues: { name: "", role: "engineer" as KeyRole, days: 90 as number | string },
    validate: {
      name: (name) => (name.trim().length > 0 && name.trim().length <= 80 ? null : "A name has 1 to 80 characters"),
      days: (days) =>
        typeof days === "number" && days >= 1 && days <= 365 ? null : "A key is valid for 1 to 365 days",
    },
  });
  if (create.data) return <KeySecret secret={create.data.secret} onClose={onClose} />;
  return (
    <form
      onSubmit={form.onSubmit(({ name, role, days }) =>
        create.mutate({ name, role, expires_in_days: typeof days === "number" ? days : 90 }),
      )}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          description="What will use it"
          required
          data-autofocus
          {...form.getInputProps("name")}
        />
        <Select label="Role" allowDeselect={false} data={[...roles]} {...form.getInputProps("role")} />
        <NumberInput label="Valid for, days" min={1} max={365} allowDecimal={false} {...form.getInputProps("days")} />
        <DialogFoot error={create.error} onClose={onClose}>
          <Button type="submit" loading={create.isPending}>
            Create
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}

export function KeyCreateDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="New API key" closeOnClickOutside={false}>
      <KeyForm onClose={onClose} />
    </Modal>
  );
}
