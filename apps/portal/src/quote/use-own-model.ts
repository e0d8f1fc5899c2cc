"use client";

import { useEffect, useMemo, useState } from "react";
import { unpackJson } from "../planner/link/packed.ts";
import type { AskForm } from "./ask.ts";
import { type EncodingChoice, type ModelConfig, type OwnModel, usualEncoding, vocabularyProblem } from "./own-model.ts";
import type { VersionChoice } from "./version-choices.ts";

type Opened = Pick<OwnModel, "config" | "read" | "problem">;

const nothingYet: Opened = { config: null, read: null, problem: null };
const damaged: Opened = { ...nothingYet, problem: "The model's file in the link is damaged: paste the file again." };

/** Few bring files: what reads them comes with the first. */
async function open(packed: string): Promise<Opened> {
  const [json, { readConfig }] = await Promise.all([unpackJson(packed), import("./read-config.ts")]);
  const read = readConfig(json);
  if ("problem" in read) return { ...nothingYet, problem: read.problem };
  return { config: json as ModelConfig, read, problem: null };
}

function useOpened(packed: string | null): Opened {
  const [last, setLast] = useState({ packed: "", opened: nothingYet });
  useEffect(() => {
    if (packed === null) return undefined;
    let wanted = true;
    const tell = (opened: Opened) => wanted && setLast({ packed, opened });
    open(packed).then(tell, () => tell(damaged));
    return () => {
      wanted = false;
    };
  }, [packed]);
  return last.packed === packed ? last.opened : nothingYet;
}

/** One's own model out of its packed file; null where there is none. */
export function useOwnModel(
  { config: packed, tokensCountedIn }: Pick<AskForm, "config" | "tokensCountedIn">,
  encodings: readonly EncodingChoice[],
  tokenCounts: VersionChoice["tokenCounts"],
): OwnModel | null {
  const opened = useOpened(packed);
  const { vocabulary = Infinity } = opened.read?.shape ?? {};
  const problem = opened.problem ?? vocabularyProblem(vocabulary, encodings);
  const usual = opened.read ? usualEncoding(vocabulary, encodings, tokenCounts) : null;
  const encoding = tokensCountedIn ?? usual;
  return useMemo(
    () => (packed === null ? null : { ...opened, problem, encoding }),
    [packed, opened, problem, encoding],
  );
}
