"use client";

import { ActionIcon, Menu, Text } from "@mantine/core";
import { IconLogout, IconUser } from "@tabler/icons-react";
import { spellOut } from "../words/sentences.ts";
import { notifyFailure } from "../notice/notify.ts";
import { signOut } from "../session/auth-client.ts";
import { useSession } from "../session/session.tsx";

async function leave() {
  try {
    await signOut();
    window.location.assign("/");
  } catch (error) {
    notifyFailure("You are still signed in", error);
  }
}

export function AccountMenu() {
  const { person, role, staff_role: staffRole } = useSession();
  const held = [staffRole, role].filter((each) => each !== null).map(spellOut);
  return (
    <Menu position="bottom-end" width={240} withinPortal={false}>
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
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
