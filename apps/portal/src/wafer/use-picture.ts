"use client";

import { useComputedColorScheme } from "@mantine/core";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** The size of an element as it is laid out, and the colours of the page where it stands. **Unit** CSS pixels. */
export function usePicture(element: RefObject<HTMLElement | null>) {
  const [picture, setPicture] = useState({ width: 0, height: 0 });
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const measure = () => setPicture({ width: current.clientWidth, height: current.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  const known = useRef({ scheme, colors: new Map<string, string>() });
  const palette = useCallback(
    (name: string) => {
      if (known.current.scheme !== scheme) known.current = { scheme, colors: new Map() };
      const { colors } = known.current;
      const found = colors.get(name);
      if (found !== undefined) return found;
      const value = element.current ? getComputedStyle(element.current).getPropertyValue(name).trim() : "";
      colors.set(name, value);
      return value;
    },
    [element, scheme],
  );
  return { picture, palette };
}
