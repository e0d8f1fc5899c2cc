import type { Host } from "./platform.ts";

export interface Readiness {
  readonly ready: boolean;
  readonly parts: Readonly<Record<"postgres" | "temporal", "ok" | "unreachable">>;
}

const patienceMilliseconds = 2_000;

/** Whether the parts that a request needs answer within two seconds. */
export async function readReadiness({ platform, askEngine }: Host): Promise<Readiness> {
  const [postgres, temporal] = await Promise.all([probe(platform.databases.ping), probe(askEngine)]);
  return { ready: postgres === "ok" && temporal === "ok", parts: { postgres, temporal } };
}

async function probe(ask: () => Promise<unknown>): Promise<"ok" | "unreachable"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), patienceMilliseconds);
  });
  try {
    await Promise.race([ask(), late]);
    return "ok";
  } catch {
    return "unreachable";
  } finally {
    clearTimeout(timer);
  }
}
