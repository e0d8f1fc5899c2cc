"use client";

import { Accordion } from "@mantine/core";
import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { useTRPC } from "../../../../src/api/client.tsx";
import { usePlatformNow } from "../../../../src/clock/platform-clock.ts";
import { formatInstant } from "../../../../src/format/instant.ts";
import { formatMoney } from "../../../../src/format/money.ts";
import { Loaded } from "../../../../src/notice/loaded.tsx";
import { notifyFailure } from "../../../../src/notice/notify.ts";
import { PageHeader } from "../../../../src/page/page-header.tsx";
import pageClasses from "../../../../src/page/page.module.css";
import { Section } from "../../../../src/page/section.tsx";
import { AnswerPanel } from "../../../../src/quote/answer-panel.tsx";
import type { AnswerView } from "../../../../src/quote/answer-view.ts";
import { type AskForm, askInAddress, emptyAsk, missingOf } from "../../../../src/quote/ask.ts";
import classes from "../../../../src/quote/quote.module.css";
import { keptAsk, readKeptAsk } from "../../../../src/quote/kept-ask.ts";
import { RecipeFields } from "../../../../src/quote/recipe-fields.tsx";
import { useWork } from "../../../../src/quote/use-work.ts";
import { versionChoices } from "../../../../src/quote/version-choices.ts";
import { WishFields } from "../../../../src/quote/wish-fields.tsx";
import { MayButton } from "../../../../src/session/may.tsx";
import { WorkFields } from "../../../../src/quote/work-fields.tsx";

/** Browsers refuse to rewrite an address much more often. **Unit** milliseconds. */
const addressRest = 300;

/** Keeps what is filled in within the page's address. */
function useKeptAsk(form: AskForm) {
  const kept = keptAsk(form);
  useEffect(() => {
    const timer = setTimeout(() => {
      const query = new URLSearchParams(window.location.search);
      const before = query.get("ask") ?? "";
      if (before === kept) return;
      // Of what a link said, the form holds all but the dataset whose older versions are offered.
      const dataset = query.get("dataset");
      const next = new URLSearchParams({
        ...(dataset === null ? {} : { dataset }),
        ...(kept === "" ? {} : { ask: kept }),
      });
      window.history.replaceState(null, "", next.size === 0 ? window.location.pathname : `?${next}`);
    }, addressRest);
    return () => clearTimeout(timer);
  }, [kept]);
}

/** What can be chosen from: models, hardware and dataset versions. */
function useChoices() {
  const trpc = useTRPC();
  const search = useSearchParams();
  const named = search.get("dataset");
  const models = useQuery(trpc.catalog.models.queryOptions());
  const systems = useQuery(trpc.catalog.systems.queryOptions());
  const datasets = useQuery(trpc.dataset.list.queryOptions({ limit: 100 }));
  const versions = useQuery(trpc.dataset.versions.queryOptions(named ? { id: named, limit: 100 } : skipToken));
  return {
    models,
    systems: systems.data?.items ?? [],
    versions: versionChoices(datasets.data?.items ?? [], versions.data?.items ?? []),
    chosen: { ...askInAddress(search), ...readKeptAsk(search.get("ask")) },
  };
}

function Closing({
  view,
  disabled,
  pending,
  onCreate,
}: {
  readonly view: AnswerView;
  readonly disabled: boolean;
  readonly pending: boolean;
  readonly onCreate: () => void;
}) {
  return (
    <div className={classes.closing}>
      <span>
        {view.kind === "offer" && view.price
          ? `${formatMoney(view.price)}, finished by ${formatInstant(view.promisedFinish)}`
          : "No price yet"}
      </span>
      <MayButton scope="quote.write" onClick={onCreate} disabled={disabled} loading={pending}>
        Get the quote
      </MayButton>
    </div>
  );
}

interface AskColumnProps {
  readonly choices: ReturnType<typeof useChoices>;
  readonly work: ReturnType<typeof useWork>;
  readonly form: AskForm;
  readonly onChange: (part: Partial<AskForm>) => void;
}

function AskColumn({ choices, work, form, onChange }: AskColumnProps) {
  const { models, systems, versions } = choices;
  const { own, unique, preview, published } = work;
  const { view } = preview;
  const now = usePlatformNow();
  return (
    <div className={`${pageClasses.stack} ${classes.ask}`}>
      <Section title="The work">
        <Loaded query={models} rows={3}>
          {({ items, encodings }) => (
            <WorkFields {...{ encodings, versions, own, unique, form, onChange }} models={items} />
          )}
        </Loaded>
      </Section>
      <Section title="Your wishes" hint="Whatever you leave open, Ingot chooses by price.">
        <WishFields
          systems={systems}
          form={form}
          answered={view.kind === "offer" ? { system: view.plan.system, devices: view.plan.devices } : null}
          firstDay={now === null ? undefined : new Date(now + 86_400_000).toISOString().slice(0, 10)}
          onChange={onChange}
        />
      </Section>
      <Accordion variant="contained" order={2}>
        <Accordion.Item value="recipe">
          <Accordion.Control>
            {own === null ? "Recipe: as published" : "Recipe: as published for its size"}
          </Accordion.Control>
          <Accordion.Panel>
            <RecipeFields published={published} form={form} onChange={onChange} />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </div>
  );
}

export function NewQuoteClient() {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const choices = useChoices();
  const [form, setForm] = useState<AskForm>({ ...emptyAsk, ...choices.chosen });
  const change = (part: Partial<AskForm>) => setForm((before) => ({ ...before, ...part }));
  const work = useWork(form, choices.models.data, choices.versions);
  useKeptAsk(form);
  const { ask, model, view, lastOffer, current, alternatives, error, retry } = work.preview;
  const create = useMutation(
    trpc.quote.create.mutationOptions({
      onSuccess: (quote) => {
        queries.setQueryData(trpc.quote.get.queryKey({ id: quote.id }), quote);
        router.push(`/quotes/${quote.id}`);
      },
      onError: (failure) => notifyFailure("There is no quote yet", failure),
    }),
  );
  return (
    <>
      <PageHeader title="New quote" lead="One price, one date, and the reasons for both." />
      <div className={classes.split}>
        <AskColumn choices={choices} work={work} form={form} onChange={change} />
        <div className={pageClasses.stack}>
          <AnswerPanel
            {...{ ask, model, view, lastOffer, alternatives, error }}
            waiting={ask !== null}
            missing={ask === null ? missingOf(form, work.own) : null}
            onRetry={() => void retry()}
            onTake={(system, devices) => change({ system, devices })}
          />
        </div>
        <Closing
          view={view}
          disabled={!ask || !current || view.kind !== "offer"}
          pending={create.isPending}
          onCreate={() => ask && create.mutate(ask)}
        />
      </div>
    </>
  );
}
