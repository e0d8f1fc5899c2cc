"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { PlannerView } from "../../src/planner/planner-view.tsx";
import { type CatalogSystem, movedTo, type PlannerCatalog } from "../../src/planner/catalog.ts";
import { queryOf } from "../../src/planner/link/address.ts";
import { readAddress } from "../../src/planner/link/read-address.ts";
import { changed, type OnDemand, type PlannerState, type Started } from "../../src/planner/state.ts";
import { usePlanner } from "../../src/planner/use-planner.ts";

interface PlannerClientProps {
  readonly catalog: PlannerCatalog;
  /** What the link says. */
  readonly first: PlannerState;
  readonly problems: readonly string[];
}

/** The address follows the state once it rests: browsers allow few changes a second. **Unit** ms. */
const addressRestMs = 300;

/** As the browser has it: the router's own would render the page again. */
function replaceAddress(address: string): void {
  History.prototype.replaceState.call(window.history, window.history.state, "", address);
}

function useAddress(state: PlannerState): void {
  const query = useMemo(() => queryOf(state), [state]);
  useEffect(() => {
    const { pathname, search } = window.location;
    const address = query === "" ? pathname : `${pathname}?${query}`;
    if (address === `${pathname}${search}`) return undefined;
    const rest = setTimeout(() => replaceAddress(address), addressRestMs);
    return () => clearTimeout(rest);
  }, [query]);
}

/** Who comes back finds the page as its address says: the router gives it again as it was first opened. */
function useReturn(first: PlannerState, catalog: PlannerCatalog, take: (state: PlannerState) => void): void {
  const opened = useRef({ first, catalog, take });
  useEffect(() => {
    const { first, catalog, take } = opened.current;
    const { state } = readAddress(new URLSearchParams(window.location.search), catalog);
    if (queryOf(state) !== queryOf(first)) take(state);
  }, []);
}

export function PlannerClient({ catalog, first, problems }: PlannerClientProps) {
  const [state, setState] = useState(first);
  const [started, setStarted] = useState<Started>({ launch: false, wholeRun: first.ramp !== null });
  const change = useCallback((part: Partial<PlannerState>) => setState((before) => changed(before, part)), []);
  const move = useCallback(
    (system: CatalogSystem) => setState((before) => ({ ...before, ...movedTo(system, before) })),
    [],
  );
  const start = useCallback((part: OnDemand) => setStarted((before) => ({ ...before, [part]: true })), []);
  useReturn(first, catalog, setState);
  const answers = usePlanner(state, started);
  useAddress(state);
  return (
    <PlannerView
      catalog={catalog}
      state={state}
      answers={answers}
      problems={problems}
      onChange={change}
      onMove={move}
      started={started}
      onStart={start}
    />
  );
}
