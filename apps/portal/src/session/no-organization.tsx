"use client";

import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { Session } from "../api/outputs.ts";
import { CalmPage } from "../frame/calm-page.tsx";
import { chooseOrganization, signOut } from "./auth-client.ts";

/** For somebody who has signed in and belongs nowhere, or no longer to the organization that was chosen. */
export function NoOrganization({ session }: { readonly session: Session }) {
  const [refusal, setRefusal] = useState<string | null>(null);
  const act = (deed: () => Promise<void>) => {
    deed()
      .then(() => window.location.assign("/"))
      .catch((error: Error) => setRefusal(error.message));
  };
  const others = session.organizations;
  return (
    <CalmPage>
      <Stack gap="md" maw="34rem">
        <Title order={1}>{others.length > 0 ? "Choose an organization" : "You belong to no organization yet"}</Title>
        <Text>
          You are signed in as {session.person?.email}.{" "}
          {others.length > 0
            ? "You are no longer a member of the one you worked for last."
            : "Ask somebody who runs one to invite this address, then open the link they send you."}
        </Text>
        {refusal && (
          <Text role="alert" c="var(--ingot-bad)">
            {refusal}
          </Text>
        )}
        <Group gap="sm">
          {others.map(({ id, name }) => (
            <Button key={id} onClick={() => act(() => chooseOrganization(id))}>
              {name}
            </Button>
          ))}
          <Button variant="default" onClick={() => act(() => signOut("here"))}>
            Sign out
          </Button>
        </Group>
      </Stack>
    </CalmPage>
  );
}
