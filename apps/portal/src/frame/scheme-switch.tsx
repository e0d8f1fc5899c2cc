"use client";

import { ActionIcon, Tooltip, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import classes from "./frame.module.css";

export function SchemeSwitch() {
  const { toggleColorScheme } = useMantineColorScheme();
  return (
    <Tooltip label="Switch between light and dark">
      <ActionIcon variant="default" size="lg" aria-label="Switch between light and dark" onClick={toggleColorScheme}>
        <IconSun size={18} className={classes.sun} aria-hidden />
        <IconMoon size={18} className={classes.moon} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
