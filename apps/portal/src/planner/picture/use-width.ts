"use client";

import { useEffect, useRef, useState } from "react";

/** The width that a picture has; 0 before it is known. */
export function useWidth<Held extends HTMLElement>() {
  const holder = useRef<Held>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = holder;
    if (!current) return undefined;
    // What is hidden for a while comes back as wide.
    const observer = new ResizeObserver(() => setWidth((before) => current.clientWidth || before));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return { holder, width };
}
