"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTRPC } from "../api/client.tsx";
import type { CatalogModel, Offer } from "../api/outputs.ts";
import { answerView } from "./answer-view.ts";
import { type AskForm, askOf } from "./ask.ts";
import { instantAskOf } from "./instant/instant-ask.ts";
import { useInstantAnswer } from "./instant/use-instant-answer.ts";
import type { VersionChoice } from "./version-choices.ts";

/** Milliseconds without a change before Ingot is asked to confirm. */
const settle = 250;

/** The answer to a form: at once from this browser, a moment later from Ingot. */
export function usePreview(form: AskForm, model: CatalogModel | undefined, version: VersionChoice | undefined) {
  const trpc = useTRPC();
  const ask = useMemo(() => askOf(form), [form]);
  const [settled] = useDebouncedValue(ask, settle);
  const preview = useQuery(
    trpc.quote.preview.queryOptions(settled ?? skipToken, { placeholderData: keepPreviousData, staleTime: 30_000 }),
  );
  const said = preview.data?.result ?? null;
  const [lastOffer, setLastOffer] = useState<Offer | null>(null);
  useEffect(() => {
    if (said?.outcome === "offered") setLastOffer(said);
  }, [said]);
  const instantAsk = useMemo(
    () => ask && instantAskOf(ask, lastOffer, { versionTokens: version?.tokens ?? 0, dtype: model?.recipe["dtype"] }),
    [ask, lastOffer, version, model],
  );
  const instant = useInstantAnswer(instantAsk);
  const current = settled === ask && !preview.isPlaceholderData && preview.data !== undefined;
  const view = answerView({ said: ask ? said : null, current, lastOffer, instant, promise: form.promise });
  return {
    ask,
    view,
    lastOffer,
    current,
    alternatives: ask ? (preview.data?.alternatives ?? []) : [],
    error: current || settled !== ask ? null : preview.error,
    retry: preview.refetch,
  };
}
