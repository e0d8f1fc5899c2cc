"use client";

import { Accordion } from "@mantine/core";
import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
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
import { RecipeFields } from "../../../../src/quote/recipe-fields.tsx";
import { usePreview } from "../../../../src/quote/use-preview.ts";
import { versionChoices } from "../../../../src/quote/version-choices.ts";
import { WishFields } from "../../../../src/quote/wish-fields.tsx";
import { MayButton } from "../../../../src/session/may.tsx";
import { WorkFields } from "../../../../src/quote/work-fields.tsx";

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
    chosen: askInAddress(search),
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

export function NewQuoteClient() {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const { models, systems, versions, chosen } = useChoices();
  const [form, setForm] = useState<AskForm>({ ...emptyAsk, ...chosen });
  const change = (part: Partial<AskForm>) => setForm((before) => ({ ...before, ...part }));
  const model = models.data?.items.find((each) => each.id === form.model);
  const version = versions.find((each) => each.id === form.datasetVersion);
  const {
    ask,
    model: trained,
    view,
    lastOffer,
    current,
    alternatives,
    error,
    retry,
  } = usePreview(form, model, version);
  const now = usePlatformNow();
  const create = useMutation(
    trpc.quote.create.mutationOptions({
      onSuccess: (quote) => {
        queries.setQueryData(trpc.quote.get.queryKey({ id: quote.id }), quote);
        router.push(`/quotes/${quote.id}`);
      },
      onError: (failure) => notifyFailure("There is no quote yet", failure),
    }),
  );
  const offered = view.kind === "offer" ? view : null;
  return (
    <>
      <PageHeader title="New quote" lead="One price, one date, and the reasons for both." />
      <div className={classes.split}>
        <div className={`${pageClasses.stack} ${classes.ask}`}>
          <Section title="The work">
            <Loaded query={models} rows={3}>
              {({ items }) => <WorkFields models={items} versions={versions} form={form} onChange={change} />}
            </Loaded>
          </Section>
          <Section title="Your wishes" hint="Whatever you leave open, Ingot chooses by price.">
            <WishFields
              systems={systems}
              form={form}
              answered={offered && { system: offered.plan.system, devices: offered.plan.devices }}
              firstDay={now === null ? undefined : new Date(now + 86_400_000).toISOString().slice(0, 10)}
              onChange={change}
            />
          </Section>
          <Accordion variant="contained" order={2}>
            <Accordion.Item value="recipe">
              <Accordion.Control>Recipe: as published</Accordion.Control>
              <Accordion.Panel>
                <RecipeFields model={model} form={form} onChange={change} />
              </Accordion.Panel>
            </Accordion.Item>
          </Accordion>
        </div>
        <div className={pageClasses.stack}>
          <AnswerPanel
            {...{ ask, view, lastOffer, alternatives, error }}
            model={trained}
            waiting={ask !== null}
            missing={ask === null ? missingOf(form) : null}
            onRetry={() => void retry()}
            onTake={(system, devices) => change({ system, devices })}
          />
        </div>
        <Closing
          view={view}
          disabled={!ask || !current || !offered}
          pending={create.isPending}
          onCreate={() => ask && create.mutate(ask)}
        />
      </div>
    </>
  );
}
