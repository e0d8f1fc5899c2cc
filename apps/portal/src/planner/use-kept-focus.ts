"use client";

import { useEffect, useRef } from "react";

/** The parts around an element that can be read out by name, the innermost first, and at last all of them. */
function placesAround(element: Element, whole: HTMLElement): HTMLElement[] {
  const places: HTMLElement[] = [];
  for (let at = element.parentElement; at && at !== whole; at = at.parentElement) {
    if (at.matches("section, aside")) places.push(at);
  }
  return [...places, whole];
}

/** Whether it can have the focus: the parts of a plan are out of reach while a refusal stands before them. */
const isThere = (element: Element): boolean => element.isConnected && element.closest("[inert]") === null;

/**
 * What is pressed may vanish: a pinned neighbour is none any more, a refusal that was mended is gone. Then the focus
 * goes to the part that held it, not back to the top of the page.
 */
export function useKeptFocus<Whole extends HTMLElement>() {
  const whole = useRef<Whole>(null);
  useEffect(() => {
    const { current } = whole;
    if (!current) return undefined;
    let focused: { readonly element: Element; readonly places: readonly HTMLElement[] } | null = null;
    const remember = ({ target }: FocusEvent) => {
      focused = target instanceof Element ? { element: target, places: placesAround(target, current) } : null;
    };
    const observer = new MutationObserver(() => {
      if (!focused || isThere(focused.element) || document.activeElement !== document.body) return;
      const place = focused.places.find(isThere);
      focused = null;
      if (!place) return;
      place.tabIndex = -1;
      place.focus({ preventScroll: true });
    });
    current.addEventListener("focusin", remember);
    observer.observe(current, { childList: true, subtree: true, attributeFilter: ["inert"] });
    return () => {
      current.removeEventListener("focusin", remember);
      observer.disconnect();
    };
  }, []);
  return whole;
}
