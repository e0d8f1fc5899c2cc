import type { Invoice } from "../api/outputs.ts";
import { spellOut } from "../words/sentences.ts";

/** An invoice by its number; a draft has none yet. */
export const invoiceName = ({ number, kind }: Invoice): string => number ?? `${spellOut(kind)}, draft`;
