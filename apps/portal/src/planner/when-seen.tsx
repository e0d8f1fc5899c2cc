"use client";

import {
  createContext,
  memo,
  type ReactNode,
  type RefObject,
  use,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
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

/** While the slider moves, a holder is as high as its content has been since: what lies below keeps its place. */
function useKeptHeight(holder: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>, moving: boolean) {
  const height = useRef(0);
  useEffect(() => {
    if (!content.current) return undefined;
    const observer = new ResizeObserver((seen) => {
      height.current = seen.at(-1)?.contentRect.height ?? 0;
      const { current } = holder;
      if (current?.dataset["moving"] && height.current > parseFloat(current.style.minHeight)) {
        current.style.minHeight = `${height.current}px`;
      }
    });
    observer.observe(content.current);
    return () => observer.disconnect();
  }, [holder, content]);
  useLayoutEffect(() => {
    if (holder.current) holder.current.style.minHeight = moving ? `${height.current}px` : "";
  }, [holder, moving]);
}

/** A part of the answer that is drawn at once where it is in sight, and elsewhere once the question rests. */
export function WhenSeen({ children }: { readonly children: ReactNode }) {
  const holder = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(true);
  const resting = use(Resting);
  useKeptHeight(holder, content, !resting);
  useEffect(() => {
    if (!holder.current) return undefined;
    const observer = new IntersectionObserver((seen) => setNear(seen.at(-1)?.isIntersecting ?? true), {
      rootMargin: "10%",
    });
    observer.observe(holder.current);
    return () => observer.disconnect();
  }, []);
  const moving = resting ? undefined : near ? "in-sight" : "out-of-sight";
  return (
    <div ref={holder} className={classes.part} data-moving={moving}>
      <div ref={content}>
        <Still held={!near && !resting}>{children}</Still>
      </div>
    </div>
  );
}
