import type { Databases } from "@ingot/db";

/** Tells when it may be worth looking at a contract again. Only a hint: whoever waits also looks now and then. */
export interface Hints {
  /** Resolves at the next notification, after `milliseconds`, or when `signal` aborts; at once if one came since. */
  readonly next: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Notifications closer together than this are one. **Unit** real milliseconds. */
const settleMilliseconds = 100;

/** Listens for news of one contract; all listeners of a process share one connection, which mends itself. */
export async function hintsOf(databases: Pick<Databases, "listen">, contractId: string): Promise<Hints> {
  let pending = false;
  let wake: (() => void) | undefined;
  const listening = await databases.listen("ingot_events", (payload) => {
    if (payload !== contractId) return;
    pending = true;
    wake?.();
  });
  const next = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    if (!pending) await sleepUntil(milliseconds, signal, (resolve) => (wake = resolve));
    else await sleepUntil(settleMilliseconds, signal, () => {});
    pending = false;
    wake = undefined;
  };
  return { next, close: () => listening.unlisten() };
}

function sleepUntil(
  milliseconds: number,
  signal: AbortSignal | undefined,
  waker: (resolve: () => void) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done, { once: true });
    if (signal?.aborted) done();
    waker(done);
  });
}
