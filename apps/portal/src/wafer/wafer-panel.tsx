"use client";

import type { Plan } from "../api/outputs.ts";
import pageClasses from "../page/page.module.css";
import { FloorSection } from "./floor/floor-section.tsx";
import type { WaferAsk } from "./question.ts";

export interface WaferPanelProps {
  readonly ask: WaferAsk;
  /** A plan on wafers. */
  readonly plan: Plan;
}

/** A plan on wafers as the machine carries it out. */
export function WaferPanel({ ask, plan }: WaferPanelProps) {
  return (
    <div className={pageClasses.stack}>
      <FloorSection ask={ask} plan={plan} />
    </div>
  );
}
