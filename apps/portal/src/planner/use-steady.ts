"use client";

import { type RefObject, useLayoutEffect } from "react";

/** While `held`, what is marked `data-steady` knows by `--steady` how high it was before. */
export function useSteady(holder: RefObject<HTMLElement | null>, held: boolean): void {
  useLayoutEffect(() => {
    if (!held || !holder.current) return undefined;
    const marked = [...holder.current.querySelectorAll<HTMLElement>("[data-steady]")];
    const heights = marked.map((element) => element.getBoundingClientRect().height);
    for (const [index, element] of marked.entries()) element.style.setProperty("--steady", `${heights[index] ?? 0}px`);
    return () => {
      for (const element of marked) element.style.removeProperty("--steady");
    };
  }, [holder, held]);
}
