"use client";

import { Notifications } from "@mantine/notifications";
import { type ReactNode, useEffect } from "react";
import { ApiProvider } from "../api/client.tsx";
import type { Session } from "../api/outputs.ts";
import { onSessionChange } from "../session/session-change.ts";
import { SessionProvider } from "../session/session.tsx";

/** What the pages behind the sign-in share. */
export function PortalProviders({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  useEffect(() => onSessionChange(() => window.location.assign("/")), []);
  return (
    <SessionProvider session={session}>
      <Notifications position="bottom-right" />
      <ApiProvider organizationId={session.organization?.id ?? null}>{children}</ApiProvider>
    </SessionProvider>
  );
}
