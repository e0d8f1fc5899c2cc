"use client";

import { Skeleton, Text } from "@mantine/core";
import type { Alternative, Offer, QuoteAsk } from "../api/outputs.ts";
import { formatDuration } from "../format/duration.ts";
import { FailureNotice } from "../notice/failure-notice.tsx";
import pageClasses from "../page/page.module.css";
import { Section } from "../page/section.tsx";
import type { WaferAsk } from "../wafer/question.ts";
import type { AnswerSource, AnswerView } from "./answer-view.ts";
import { AnswerWafer } from "./answer-wafer.tsx";
import { HardwareComparison } from "./hardware-comparison.tsx";
import { LearningAdvice, LearningNote } from "./learning-note.tsx";
import { MemoryBars } from "./memory-bars.tsx";
import { OfferHeadline } from "./offer-headline.tsx";
import { PlanFacts } from "./plan-facts.tsx";
import { PriceLines } from "./price-lines.tsx";
import classes from "./quote.module.css";
import { ReasonList } from "./reason-list.tsx";
import { RefusalNotice } from "./refusal-notice.tsx";
import { StepWaterfall } from "./step-waterfall.tsx";

const sources: Readonly<Record<AnswerSource, string>> = {
  confirmed: "Computed and confirmed by Ingot. Nothing is held until you get the quote.",
  instant: "Computed in this browser; Ingot is confirming it…",
  outdated: "Of the ask before; Ingot is computing the new one…",
};

type OfferView = Extract<AnswerView, { kind: "offer" }>;

function Reasons({ view }: { readonly view: OfferView }) {
  const { plan, price, priceLines, learning } = view;
  return (
    <>
      <div className={pageClasses.columns}>
        <Section title="What the price is made of">
          {price && priceLines ? (
            <PriceLines price={price} lines={priceLines} />
          ) : (
            <Text c="dimmed">Ingot is looking up the rates of this hardware…</Text>
          )}
        </Section>
        <Section
          title="Where a step's time goes"
          hint={`${formatDuration(plan.step_time_seconds)} a step; hatched time is hidden behind other work`}
        >
          <StepWaterfall plan={plan} />
        </Section>
        <Section title="Memory">
          <MemoryBars memory={plan.memory} />
        </Section>
        <Section title="What these data teach">
          <LearningNote learning={learning} />
        </Section>
      </div>
      <Section title="Why this plan">
        <ReasonList reasons={plan.reasons} />
      </Section>
      <Section title="The plan in numbers">
        <PlanFacts plan={plan} />
      </Section>
    </>
  );
}

function Headline({ view }: { readonly view: OfferView }) {
  const { plan } = view;
  return (
    <>
      <OfferHeadline {...view} hardware={plan.hardware_label} />
      <LearningAdvice learning={view.learning} />
    </>
  );
}

interface AnswerPanelProps {
  /** What is asked; null while something is missing. */
  readonly ask: QuoteAsk | null;
  /** What is trained; null while one's own configuration has not been read. */
  readonly model: WaferAsk["model"] | null;
  readonly lastOffer: Offer | null;
  readonly view: AnswerView;
  readonly waiting: boolean;
  readonly missing: string | null;
  readonly alternatives: readonly Alternative[];
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly onTake: (system: string, devices: number) => void;
}

function Answer({
  view,
  waiting,
  missing,
  error,
  onRetry,
}: Omit<AnswerPanelProps, "ask" | "model" | "lastOffer" | "alternatives" | "onTake">) {
  if (error) return <FailureNotice error={error} retry={onRetry} />;
  if (view.kind === "offer") return <Headline view={view} />;
  if (view.kind === "refusal") return <RefusalNotice refusal={view.refusal} />;
  if (waiting) return <Skeleton height={140} />;
  return <Text c="dimmed">{missing}</Text>;
}

/** What it costs, when it ends, what stands in the way, and why. */
export function AnswerPanel(props: AnswerPanelProps) {
  const { ask, model, view, lastOffer, alternatives, error, onTake } = props;
  return (
    <div className={pageClasses.stack}>
      <Section title="The answer">
        <Answer {...props} />
        <div className={classes.state} aria-live="polite">
          {view.kind !== "none" && !error && sources[view.source]}
        </div>
      </Section>
      {alternatives.length > 0 && (
        <Section title="The same work on other hardware">
          <HardwareComparison alternatives={alternatives} onTake={onTake} />
        </Section>
      )}
      {view.kind === "offer" && !error && ask && model && (
        <AnswerWafer {...{ ask, model, view, lastOffer, alternatives }} />
      )}
      {view.kind === "offer" && !error && <Reasons view={view} />}
    </div>
  );
}
