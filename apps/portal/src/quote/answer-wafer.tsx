"use client";

import { useEffect, useState } from "react";
import type { QuoteAsk } from "../api/outputs.ts";
import { askOfPreview } from "../wafer/quoted.ts";
import { Wafer } from "../wafer/wafer.tsx";
import type { AnswerView } from "./answer-view.ts";

interface AnswerWaferProps {
  readonly ask: QuoteAsk;
  readonly view: Extract<AnswerView, { kind: "offer" }>;
}

/** The pictures of the offer's wafers; while the answer is about an older ask, they stay about that one. */
export function AnswerWafer({ ask, view }: AnswerWaferProps) {
  const { plan, source } = view;
  const [shown, setShown] = useState<{ readonly ask: QuoteAsk; readonly plan: typeof plan } | null>(null);
  useEffect(() => {
    if (source !== "outdated") setShown({ ask, plan });
  }, [ask, plan, source]);
  return shown?.plan.device_kind === "wafer" ? (
    <Wafer ask={askOfPreview(shown.ask, shown.plan)} plan={shown.plan} />
  ) : null;
}
