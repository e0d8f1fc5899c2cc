import { findModel } from "@ingot/compute";
import { tables } from "@ingot/db";
import { sql } from "drizzle-orm";

const { model, modelId } = tables.quote;

/** What lists show of a quote's model; the rest of it may be large. */
export const modelColumns = {
  modelId,
  /** Null in quotes of before models were kept. */
  modelName: sql<string | null>`${model}->'shape'->>'label'`,
};

/** A quote's model for people, by the name that it was quoted under. */
export const modelLabel = (row: { readonly modelId: string; readonly modelName: string | null }): string =>
  row.modelName ?? findModel(row.modelId)?.label ?? row.modelId;
