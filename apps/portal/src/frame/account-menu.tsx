"use client";

import { ActionIcon, Menu, Text } from "@mantine/core";
import { IconDoorExit, IconLogout, IconUser } from "@tabler/icons-react";
import { spellOut } from "../words/sentences.ts";
import { notifyFailure } from "../notice/notify.ts";
import { chooseOrganization, signOut } from "../session/auth-client.ts";
import { useSession } from "../session/session.tsx";

/** Does it, then loads a whole new page: nothing of the organization or session before stays in memory. */
async function leaveBy(deed: () => Promise<void>, refused: string) {
  try {
    await deed();
    window.location.assign("/");
  } catch (error) {
    notifyFailure(refused, error);
  }
}

/** The organizations of a person who belongs to several; choosing one works for it from then on. */
function Organizations() {
  const { organization, organizations } = useSession();
  if (organizations.length < 2) return null;
  const choose = (id: string) =>
    void leaveBy(() => chooseOrganization(id), `You still work for ${organization?.name ?? "no organization"}`);
  return (
    <>
      <Menu.Label>Organization</Menu.Label>
      <Menu.RadioGroup value={organization?.id ?? null} onChange={(id) => id === organization?.id || choose(id)}>
        {organizations.map(({ id, name, role }) => (
          <Menu.RadioItem key={id} value={id}>
            {name}
            <Text size="xs" c="dimmed">
              {spellOut(role)}
            </Text>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
    </>
  );
}

export function AccountMenu() {
  const { person, role, staff_role: staffRole } = useSession();
  const held = [staffRole, role].filter((each) => each !== null).map(spellOut);
  const leave = (where: "here" | "everywhere") => void leaveBy(() => signOut(where), "You are still signed in");
  return (
    <Menu position="bottom-end" width={260} withinPortal={false}>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label="Your account">
          <IconUser size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label component="div">
          <Text size="sm" fw={600} c="var(--mantine-color-text)">
            {person?.name}
          </Text>
          <Text size="xs">{person?.email}</Text>
          <Text size="xs">{held.join(", ")}</Text>
        </Menu.Label>
        <Menu.Divider />
        <Organizations />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => leave("here")}>
          Sign out
        </Menu.Item>
        <Menu.Item leftSection={<IconDoorExit size={16} aria-hidden />} onClick={() => leave("everywhere")}>
          Sign out everywhere
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
