"use client";

import { useClock } from "./platform-clock.ts";

const restingMilliseconds = 4_000;
const fastMilliseconds = 800;

/**
 * How long what a page shows may be old: shorter while platform time runs fast, since a repair of hours is over in
 * seconds. **Unit** milliseconds.
 */
export const pollMilliseconds = (clock: { readonly rate: number } | undefined): number =>
  Math.round(Math.max(fastMilliseconds, restingMilliseconds / Math.max(1, clock?.rate ?? 1)));

export const usePollInterval = (): number => pollMilliseconds(useClock().data);
