"use client";

import { useEffect, useState } from "react";
import type { Alternative, Offer, QuoteAsk } from "../api/outputs.ts";
import { offerOf } from "../wafer/offered.ts";
import { askOfPreview } from "../wafer/quoted.ts";
import type { WaferAsk } from "../wafer/question.ts";
import { Wafer } from "../wafer/wafer.tsx";
import type { AnswerView } from "./answer-view.ts";

interface AnswerWaferProps {
  readonly ask: QuoteAsk;
  readonly model: WaferAsk["model"];
  readonly view: Extract<AnswerView, { kind: "offer" }>;
  readonly lastOffer: Offer | null;
  readonly alternatives: readonly Alternative[];
}

/** The pictures of the offer's wafers; while the answer is about an older ask, they stay about that one. */
export function AnswerWafer({ ask, model, view, lastOffer, alternatives }: AnswerWaferProps) {
  const { plan, source } = view;
  const [shown, setShown] = useState<{ readonly ask: WaferAsk; readonly plan: typeof plan } | null>(null);
  useEffect(() => {
    if (source !== "outdated") setShown({ ask: askOfPreview(ask, plan, model), plan });
  }, [ask, plan, model, source]);
  if (shown?.plan.device_kind !== "wafer") return null;
  const offered = lastOffer?.plan.system === shown.plan.system ? offerOf(lastOffer, alternatives) : null;
  return <Wafer ask={shown.ask} plan={shown.plan} offer={offered} />;
}
