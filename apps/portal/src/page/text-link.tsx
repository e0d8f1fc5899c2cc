"use client";

import { Anchor } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";
import classes from "./page.module.css";

export function TextLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Anchor component={Link} href={href} underline="always" className={classes.link}>
      {children}
    </Anchor>
  );
}
