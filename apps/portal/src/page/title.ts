import { formatTokens } from "../format/number.ts";

/** Browsers keep some 60 characters of a title. */
const longest = 60;

/** The browser's title of a page about one thing: its name, then its kind; the kind alone while the name is not known. */
export function titleOf(name: string | null | undefined, kind: string): string {
  if (!name) return kind;
  const short = name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
  return `${short} · ${kind}`;
}

/** What is trained, and on how much: `GPT-J 6B, 20 billion tokens`. */
export const workTitle = (work: { readonly model_label: string; readonly tokens_contracted: number }): string =>
  `${work.model_label}, ${formatTokens(work.tokens_contracted)}`;
