"use client";

import type { Plan } from "../api/outputs.ts";
import pageClasses from "../page/page.module.css";
import { FloorSection } from "./floor/floor-section.tsx";
import { LifeSection } from "./life/life-section.tsx";
import type { WaferOffer } from "./offered.ts";
import type { WaferAsk } from "./question.ts";
import { ScalingSection } from "./scaling/scaling-section.tsx";
import { TimelineSection } from "./timeline/timeline-section.tsx";

interface WaferPanelProps {
  readonly ask: WaferAsk;
  /** A plan on wafers. */
  readonly plan: Plan;
  /** What was offered with it; absent where nothing is sold. */
  readonly offer?: WaferOffer | null;
  /** Whether other numbers of systems stand beside it; what is signed leaves them out. */
  readonly compare?: boolean;
}

/** A plan on wafers as the machine carries it out, and on more of them. */
export function WaferPanel({ ask, plan, offer = null, compare = true }: WaferPanelProps) {
  return (
    <div className={pageClasses.stack}>
      <FloorSection ask={ask} plan={plan} />
      <TimelineSection ask={ask} plan={plan} />
      {compare && <ScalingSection ask={ask} plan={plan} offer={offer} />}
      <LifeSection plan={plan} />
    </div>
  );
}
