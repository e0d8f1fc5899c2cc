"use client";

import { useEffect, useMemo, useState } from "react";
import { unpackJson } from "../planner/link/packed.ts";
import type { AskForm } from "./ask.ts";
import { type EncodingChoice, type ModelConfig, type OwnModel, usualEncoding } from "./own-model.ts";
import type { VersionChoice } from "./version-choices.ts";

type Unpacked = { readonly packed: string } & (
  | { readonly config: ModelConfig; readonly problem: null }
  | { readonly config: null; readonly problem: string }
);

const damaged = "The model's file in the link is damaged: paste the file again.";

/** One's own model out of its packed file; null where there is none. */
export function useOwnModel(
  { config: packed, tokensCountedIn: chosen }: Pick<AskForm, "config" | "tokensCountedIn">,
  encodings: readonly EncodingChoice[],
  tokenCounts: VersionChoice["tokenCounts"],
): OwnModel | null {
  const [unpacked, setUnpacked] = useState<Unpacked | null>(null);
  useEffect(() => {
    if (packed === null) return undefined;
    let wanted = true;
    const tell = (file: Unpacked) => wanted && setUnpacked(file);
    unpackJson(packed).then(
      (json) => tell({ packed, config: json as ModelConfig, problem: null }),
      () => tell({ packed, config: null, problem: damaged }),
    );
    return () => {
      wanted = false;
    };
  }, [packed]);
  const read = unpacked?.packed === packed ? unpacked : null;
  const encoding = chosen ?? (read?.config ? usualEncoding(read.config, encodings, tokenCounts) : null);
  return useMemo(
    () => (packed === null ? null : { config: read?.config ?? null, problem: read?.problem ?? null, encoding }),
    [packed, read, encoding],
  );
}
