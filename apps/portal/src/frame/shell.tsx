"use client";

import { AppShell, Burger, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import Link from "next/link";
import type { ReactNode } from "react";
import { ClockDisplay } from "../clock/clock-display.tsx";
import { firstPlaceOf } from "../session/places.ts";
import { useSession } from "../session/session.tsx";
import { AccountMenu } from "./account-menu.tsx";
import classes from "./frame.module.css";
import { Navigation } from "./navigation.tsx";
import { SchemeSwitch } from "./scheme-switch.tsx";
import { Wordmark } from "./wordmark.tsx";

function Heading() {
  const session = useSession();
  return (
    <Group gap="sm" wrap="nowrap" className={classes.heading}>
      <Link href={firstPlaceOf(session)} className={classes.homeLink} aria-label="Ingot, first page">
        <Wordmark />
      </Link>
      <span className={classes.organization}>{session.organization?.name ?? "Operations"}</span>
    </Group>
  );
}

export function Shell({ children }: { readonly children: ReactNode }) {
  const [opened, menu] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <AppShell.Header className={classes.header}>
        <a href="#main" className={classes.skip}>
          Skip to the content
        </a>
        <Group h="100%" px="sm" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap" miw={0}>
            <Burger
              opened={opened}
              onClick={menu.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? "Close the menu" : "Open the menu"}
            />
            <Heading />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <ClockDisplay />
            <SchemeSwitch />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" className={classes.navbar}>
        <Navigation onNavigate={menu.close} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <div className={classes.content}>{children}</div>
      </AppShell.Main>
    </AppShell>
  );
}
