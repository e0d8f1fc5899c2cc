"use client";

import { NavLink } from "@mantine/core";
import {
  IconChartDots,
  IconDatabase,
  IconFileInvoice,
  IconFileText,
  IconHome,
  IconKey,
  IconRoute,
  IconServer2,
  IconSettings,
  IconSignature,
} from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { placesOf } from "../session/places.ts";
import { useSession } from "../session/session.tsx";

const icons: Readonly<Record<string, typeof IconHome>> = {
  "/home": IconHome,
  "/datasets": IconDatabase,
  "/quotes": IconFileText,
  "/contracts": IconSignature,
  "/invoices": IconFileInvoice,
  "/workflows": IconRoute,
  "/settings": IconSettings,
  "/fleet": IconServer2,
  "/keys": IconKey,
  "/planner": IconChartDots,
};

/** `/quote/new` belongs to Quotes. */
const isWithin = (path: string, href: string) =>
  path === href || path.startsWith(`${href}/`) || (href === "/quotes" && path.startsWith("/quote/"));

export function Navigation({ onNavigate }: { readonly onNavigate: () => void }) {
  const path = usePathname();
  return (
    <nav aria-label="Main">
      {placesOf(useSession()).map(({ href, label }) => {
        const Icon = icons[href] ?? IconHome;
        const here = isWithin(path, href);
        return (
          <NavLink
            key={href}
            component={Link}
            href={href}
            label={label}
            active={here}
            aria-current={here ? "page" : undefined}
            onClick={onNavigate}
            leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
          />
        );
      })}
    </nav>
  );
}
