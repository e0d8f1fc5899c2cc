"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTRPC } from "../api/client.tsx";
import type { Offer, QuoteAsk } from "../api/outputs.ts";
import { answerView } from "./answer-view.ts";
import { type AskForm, askOf } from "./ask.ts";
import { type AskedData, instantAskOf } from "./instant/instant-ask.ts";
import { useInstantAnswer } from "./instant/use-instant-answer.ts";
import type { OwnModel } from "./own-model.ts";

/** Milliseconds without a change before Ingot is asked to confirm. */
const settle = 250;

/** What Ingot says of an ask that has come to rest, and its last offer: where start, site and rates come from. */
function useConfirmed(ask: QuoteAsk | null) {
  const trpc = useTRPC();
  const [settled] = useDebouncedValue(ask, settle);
  const preview = useQuery(
    trpc.quote.preview.queryOptions(settled ?? skipToken, { placeholderData: keepPreviousData, staleTime: 30_000 }),
  );
  const [lastOffer, setLastOffer] = useState<Offer | null>(null);
  const said = preview.data?.result;
  useEffect(() => {
    if (said?.outcome === "offered") setLastOffer(said);
  }, [said]);
  const answered = preview.isPlaceholderData ? undefined : preview.data;
  const current = settled === ask && answered !== undefined;
  return {
    answer: ask ? preview.data : undefined,
    current,
    lastOffer,
    error: current || settled !== ask ? null : preview.error,
    retry: preview.refetch,
  };
}

/** The answer to a form: at once from this browser, a moment later from Ingot. */
export function usePreview(form: AskForm, own: OwnModel | null, asked: Pick<AskedData, "versionTokens" | "dtype">) {
  const ask = useMemo(() => askOf(form, own), [form, own]);
  const { answer, current, lastOffer, error, retry } = useConfirmed(ask);
  const ownModel = own?.read?.shape ?? null;
  const data = { ...asked, ownModel };
  const instant = useInstantAnswer(ask && instantAskOf(ask, lastOffer, data));
  return {
    ask,
    /** What is trained: a model of the catalog by its id, or the shape of one's own. */
    model: ask?.model ?? ownModel,
    recipe: answer?.recipe,
    view: answerView({ said: answer?.result ?? null, current, lastOffer, instant, promise: form.promise }),
    lastOffer,
    current,
    alternatives: answer?.alternatives ?? [],
    error,
    retry,
  };
}
