/** Asks again and again until the answer is true; `gone` says early why it never will be. */
export async function until(
  ask: () => Promise<boolean> | boolean,
  { timeoutMs, everyMs = 50, gone }: { timeoutMs: number; everyMs?: number; gone?: () => Error | undefined },
): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const reason = gone?.();
    if (reason !== undefined) throw reason;
    if (await ask()) return true;
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
