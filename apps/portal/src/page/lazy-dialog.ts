"use client";

import { useRef, useState } from "react";

/**
 * A dialog whose code is loaded when it is first opened, and that is gone when closed. Mantine gives the focus back
 * only for dialogs that stay mounted, so this does it.
 */
export function useLazyDialog() {
  const [opened, setOpened] = useState(false);
  const opener = useRef<Element | null>(null);
  return {
    opened,
    open: () => {
      opener.current = document.activeElement;
      setOpened(true);
    },
    close: () => {
      setOpened(false);
      const { current } = opener;
      requestAnimationFrame(() => {
        if (current instanceof HTMLElement) current.focus({ preventScroll: true });
      });
    },
  };
}
