"use client";

import { MantineProvider } from "@mantine/core";
import { setNonce } from "get-nonce";
import type { ReactNode } from "react";
import { cssVariables, theme } from "../theme.ts";

/** What every page needs, also those that nobody has signed in to: kept small. */
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
      {children}
    </MantineProvider>
  );
}
