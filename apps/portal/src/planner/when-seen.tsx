"use client";

import { createContext, memo, type ReactNode, use, useEffect, useRef, useState } from "react";
import classes from "./planner.module.css";

/** Whether what is asked has stood for a moment: then everything is drawn, also what is out of sight. */
export const Resting = createContext(true);

interface StillProps {
  readonly held: boolean;
  readonly children: ReactNode;
}

/** What is held stays as it was last drawn. */
export const Still = memo(
  function Still({ children }: StillProps) {
    return children;
  },
  (_, { held }) => held,
);

/** A part of the answer that is drawn at once where it is in sight, and elsewhere once the question rests. */
export function WhenSeen({ children }: { readonly children: ReactNode }) {
  const holder = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(true);
  const resting = use(Resting);
  useEffect(() => {
    if (!holder.current) return undefined;
    const observer = new IntersectionObserver((seen) => setNear(seen.at(-1)?.isIntersecting ?? true), {
      rootMargin: "10%",
    });
    observer.observe(holder.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={holder} className={classes.part} data-moving={resting ? undefined : true}>
      <Still held={!near && !resting}>{children}</Still>
    </div>
  );
}
