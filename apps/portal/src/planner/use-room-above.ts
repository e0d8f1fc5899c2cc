"use client";

import { type RefObject, useEffect, useLayoutEffect, useState } from "react";

/** What stays in sight keeps so far from the window's upper edge, as its style says. **Unit** px. */
const margin = 16;

const roomAbove = (holder: HTMLElement): number => Math.max(0, margin - holder.getBoundingClientRect().top);

/**
 * How far a holder has been scrolled past when most of what it held goes: with so much room below what is left, which
 * sticks to the window, the page stays where it was scrolled to. Scrolling back gives the room up.
 * **Returns** null until `gone`, and again once it is over. **Unit** px.
 */
export function useRoomAbove(holder: RefObject<HTMLElement | null>, gone: boolean, over: boolean): number | null {
  const [room, setRoom] = useState<number | null>(null);
  if (over && room !== null) setRoom(null);
  // Before the browser paints, and before what goes is gone: a shorter page would already be scrolled elsewhere.
  useLayoutEffect(() => {
    if (gone && holder.current) setRoom((before) => before ?? (holder.current ? roomAbove(holder.current) : 0));
  }, [holder, gone]);
  const open = room !== null && room > 0;
  useEffect(() => {
    if (!open) return undefined;
    const scrolled = () =>
      setRoom((before) => (before === null || !holder.current ? before : Math.min(before, roomAbove(holder.current))));
    addEventListener("scroll", scrolled, { passive: true });
    return () => removeEventListener("scroll", scrolled);
  }, [holder, open]);
  return room;
}
