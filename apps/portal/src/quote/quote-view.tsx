"use client";

import { List, ListItem } from "@mantine/core";
import type { Quote } from "../api/outputs.ts";
import { formatDuration } from "../format/duration.ts";
import { formatTokens } from "../format/number.ts";
import pageClasses from "../page/page.module.css";
import { Section } from "../page/section.tsx";
import { Exact } from "../value/exact.tsx";
import { Facts } from "../value/facts.tsx";
import { Hash } from "../value/hash.tsx";
import { offerOf } from "../wafer/offered.ts";
import { askOfQuote } from "../wafer/quoted.ts";
import { Wafer } from "../wafer/wafer.tsx";
import { HardwareComparison } from "./hardware-comparison.tsx";
import { LearningAdvice, LearningNote } from "./learning-note.tsx";
import { MemoryBars } from "./memory-bars.tsx";
import { ownModelFacts } from "./own-model-facts.tsx";
import { OfferHeadline } from "./offer-headline.tsx";
import { PlanFacts } from "./plan-facts.tsx";
import { PlannerLink } from "./planner-link.tsx";
import { PriceLines } from "./price-lines.tsx";
import { QuoteProof } from "./quote-proof.tsx";
import { recipeFacts } from "./recipe-facts.ts";
import { ReasonList } from "./reason-list.tsx";
import { StepWaterfall } from "./step-waterfall.tsx";

function Work({ quote }: { readonly quote: Quote }) {
  const { dataset_version: version } = quote;
  return (
    <Facts
      items={[
        { name: "Model", value: quote.model_label },
        ...ownModelFacts(quote.own_model),
        {
          name: "Tokens",
          value: <Exact value={quote.tokens_contracted}>{formatTokens(quote.tokens_contracted)}</Exact>,
        },
        { name: "Dataset", value: `${version.dataset_name}, version ${version.number}` },
        { name: "Dataset hash", value: <Hash value={version.content_hash} of="the dataset's hash" /> },
        ...recipeFacts(quote.recipe),
      ]}
    />
  );
}

/** A quote with all its reasons. */
export function QuoteView({ quote }: { readonly quote: Quote }) {
  const { offer } = quote;
  const { plan } = offer;
  return (
    <div className={pageClasses.stack}>
      <Section title="The offer">
        <OfferHeadline
          price={quote.price}
          withTax={quote.with_tax}
          promisedFinish={quote.promised_finish}
          probability={quote.probability}
          durations={offer.forecast.duration_seconds}
          faultsExpected={offer.forecast.faults_expected}
          errorBand={offer.forecast.error_band}
          hardware={plan.hardware_label}
          site={offer.site}
        />
        <LearningAdvice learning={offer.learning} />
      </Section>
      <div className={pageClasses.columns}>
        <Section title="What the price is made of">
          <PriceLines price={quote.price} lines={offer.price_lines} />
        </Section>
        <Section title="Terms">
          <List size="sm" spacing="xs">
            {quote.terms.map((term) => (
              <ListItem key={term.code}>{term.text}</ListItem>
            ))}
          </List>
        </Section>
        <Section title="The work">
          <Work quote={quote} />
        </Section>
        <Section title="What these data teach">
          <LearningNote learning={offer.learning} />
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
      </div>
      {plan.device_kind === "wafer" && (
        <Wafer ask={askOfQuote(quote)} plan={plan} offer={offerOf(offer, quote.alternatives)} />
      )}
      <Section title="Why this plan" actions={<PlannerLink quote={quote} />}>
        <ReasonList reasons={plan.reasons} />
      </Section>
      <Section title="The plan in numbers">
        <PlanFacts plan={plan} />
      </Section>
      {quote.alternatives.length > 0 && (
        <Section title="The same work on other hardware" hint="As it stood when this quote was made.">
          <HardwareComparison alternatives={quote.alternatives} />
        </Section>
      )}
      <Section title="Proof">
        <QuoteProof quote={quote} />
      </Section>
    </div>
  );
}
