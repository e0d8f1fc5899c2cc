import { type Encoding, type ExaminerPool, openPool } from "@ingot/datasets";

/** Threads that examine chunks, shared by all uploads of the process and opened by the first. Idle ones end with it. */
let opened: Promise<ExaminerPool> | undefined;

export const sharedExaminers = (): Promise<ExaminerPool> => (opened ??= openPool({ threads: 2 }));

/** A pool that also counts each chunk in further vocabularies, so that one pass over a file serves every model. */
export interface CountingPool extends ExaminerPool {
  readonly extraTokens: () => { readonly encoding: Encoding; readonly tokens: number }[];
}

export function countAlso(pool: ExaminerPool, encodings: readonly Encoding[]): CountingPool {
  const totals = new Map<Encoding, number>(encodings.map((encoding) => [encoding, 0]));
  return {
    mode: pool.mode,
    reason: pool.reason,
    size: pool.size,
    extraTokens: () => [...totals].map(([encoding, tokens]) => ({ encoding, tokens })),
    close: async () => {},
    examine: async (job) => {
      // The pool takes the bytes of a job over: each vocabulary needs its own.
      const copies = encodings.map((encoding) => ({ ...job, encoding, bytes: job.bytes.slice() }));
      const examined = await pool.examine(job);
      for (const copy of copies) {
        const { tokens } = await pool.examine(copy);
        totals.set(copy.encoding, (totals.get(copy.encoding) ?? 0) + tokens);
      }
      return examined;
    },
  };
}
