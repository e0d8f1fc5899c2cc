"use client";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { setNonce } from "get-nonce";
import type { ReactNode } from "react";
import { ApiProvider } from "../api/client.tsx";
import { cssVariables, theme } from "../theme.ts";

export function Providers({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }) {
  // Dialogs inject a scroll-lock style element that Mantine's own nonce does not reach.
  if (typeof window !== "undefined") setNonce(nonce);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <Notifications position="bottom-right" />
      <ApiProvider>{children}</ApiProvider>
    </MantineProvider>
  );
}
