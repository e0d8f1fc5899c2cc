"use client";

import { useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import classes from "./frame.module.css";

const label = "Switch between light and dark";

/** A plain button: it stands on pages that load nothing else, too. */
export function SchemeSwitch() {
  const { toggleColorScheme } = useMantineColorScheme();
  return (
    <button type="button" className={classes.scheme} title={label} aria-label={label} onClick={toggleColorScheme}>
      <IconSun size={18} className={classes.sun} aria-hidden />
      <IconMoon size={18} className={classes.moon} aria-hidden />
    </button>
  );
}
