/**
 * The parts of `source` until `signal` aborts, also while the source keeps one waiting. The source is then told to end.
 * **Throws** the signal's reason.
 */
export async function* abortable<Part>(source: AsyncIterable<Part>, signal?: AbortSignal): AsyncGenerator<Part> {
  if (!signal) {
    yield* source;
    return;
  }
  signal.throwIfAborted();
  const iterator = source[Symbol.asyncIterator]();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => undefined);
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  let ended = false;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done) {
        ended = true;
        return;
      }
      yield next.value;
      signal.throwIfAborted();
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    // Not awaited: a source that hangs would never answer.
    if (!ended) iterator.return?.()?.catch(() => undefined);
  }
}
