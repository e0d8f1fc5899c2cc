"use client";

import { Button, Modal, MultiSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../api/client.tsx";
import { countryName } from "../format/country.ts";
import { DialogFoot } from "../page/dialog-foot.tsx";

const anywhere = (countries: readonly string[]) => (countries.length === 0 ? null : [...countries]);

function useCountries() {
  const trpc = useTRPC();
  const systems = useQuery(trpc.catalog.systems.queryOptions());
  const codes = new Set(systems.data?.items.flatMap((system) => system.countries) ?? []);
  return [...codes].toSorted().map((code) => ({ value: code, label: countryName(code) }));
}

function CreateForm({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const countries = useCountries();
  const create = useMutation(
    trpc.dataset.create.mutationOptions({
      onSuccess: async (dataset) => {
        await queries.invalidateQueries({ queryKey: trpc.dataset.pathKey() });
        router.push(`/datasets/${dataset.id}`);
      },
    }),
  );
  const form = useForm({
    initialValues: { name: "", description: "", store: [] as string[], process: [] as string[] },
    validate: {
      name: (name) => (name.trim().length > 0 && name.trim().length <= 80 ? null : "A name has 1 to 80 characters"),
      description: (text) => (text.trim().length <= 500 ? null : "A description has at most 500 characters"),
    },
  });
  return (
    <form
      onSubmit={form.onSubmit(({ name, description, store, process }) =>
        create.mutate({
          name,
          description,
          residency: { store: anywhere(store), process: anywhere(process), see: null },
        }),
      )}
    >
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />
        <Textarea label="Description" autosize minRows={2} {...form.getInputProps("description")} />
        <MultiSelect
          label="May be stored in"
          placeholder={form.values.store.length === 0 ? "Any country with a site of ours" : undefined}
          data={countries}
          {...form.getInputProps("store")}
        />
        <MultiSelect
          label="May be processed in"
          placeholder={form.values.process.length === 0 ? "Any country with a site of ours" : undefined}
          data={countries}
          {...form.getInputProps("process")}
        />
        <DialogFoot error={create.error} onClose={onClose}>
          <Button type="submit" loading={create.isPending || create.isSuccess}>
            Create
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}

export function CreateDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="New dataset">
      <CreateForm onClose={onClose} />
    </Modal>
  );
}
