"use client";

import { Notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { ApiProvider } from "../api/client.tsx";
import type { Session } from "../api/outputs.ts";
import { SessionProvider } from "../session/session.tsx";

/** What the pages behind the sign-in share. */
export function PortalProviders({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  return (
    <SessionProvider session={session}>
      <Notifications position="bottom-right" />
      <ApiProvider>{children}</ApiProvider>
    </SessionProvider>
  );
}
