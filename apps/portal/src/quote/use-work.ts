"use client";

import type { ModelList } from "../api/outputs.ts";
import type { AskForm } from "./ask.ts";
import type { PublishedRecipe } from "./recipe-fields.tsx";
import { useOwnModel } from "./use-own-model.ts";
import { usePreview } from "./use-preview.ts";
import { tokensIn, type VersionChoice } from "./version-choices.ts";

const publishedOf = (values: PublishedRecipe["values"] | undefined, bySize: boolean): PublishedRecipe | undefined =>
  values && { values, source: String(values["source"]), bySize };

const noVersion: Pick<VersionChoice, "tokenCounts"> = { tokenCounts: [] };

/** What is trained on what, and the answer to it. */
export function useWork(form: AskForm, models: ModelList | undefined, versions: readonly VersionChoice[]) {
  const model = models?.items.find((each) => each.id === form.model);
  const { tokenCounts } = versions.find((each) => each.id === form.datasetVersion) ?? noVersion;
  const own = useOwnModel(form, models?.encodings ?? [], tokenCounts);
  const encoding = own === null ? (model?.tokens_counted_in ?? null) : own.encoding;
  const unique = tokensIn(tokenCounts, encoding);
  const preview = usePreview(form, own, { versionTokens: unique, dtype: model?.recipe["dtype"] });
  const isOwn = own !== null;
  return { own, unique, preview, published: publishedOf(isOwn ? preview.recipe : model?.recipe, isOwn) };
}
