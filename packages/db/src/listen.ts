import pg from "pg";

/** Notifications of one channel, until `unlisten`. */
export interface Listening {
  readonly unlisten: () => Promise<void>;
}

export interface Listener {
  readonly listen: (channel: string, onPayload: (payload: string) => void) => Promise<Listening>;
  readonly close: () => Promise<void>;
}

const longestPause = 5_000;

/**
 * One connection for all channels of a process, which comes back by itself. What is sent while it is away is lost:
 * a notification is a hint, and whoever listens also looks now and then.
 */
export function openListener(url: string): Listener {
  const heard = new Map<string, Set<(payload: string) => void>>();
  let current: pg.Client | undefined;
  let opening: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  async function open(): Promise<void> {
    const client = new pg.Client({ connectionString: url, keepAlive: true });
    client.on("error", () => {});
    client.on("end", () => lost(client));
    client.on("notification", ({ channel, payload }) => {
      for (const tell of heard.get(channel) ?? []) tell(payload ?? "");
    });
    await client.connect();
    for (const channel of heard.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    current = client;
  }

  function lost(client: pg.Client): void {
    if (current === client) current = undefined;
    if (!closed) again(100);
  }

  function again(pause: number): void {
    if (closed || retry || current) return;
    retry = setTimeout(() => {
      retry = undefined;
      opening = open().catch(() => again(Math.min(longestPause, pause * 2)));
    }, pause);
    retry.unref();
  }

  async function listen(channel: string, onPayload: (payload: string) => void): Promise<Listening> {
    const tellers = heard.get(channel) ?? new Set();
    const first = tellers.size === 0;
    tellers.add(onPayload);
    heard.set(channel, tellers);
    opening ??= open().catch(() => again(100));
    await opening;
    if (first) await current?.query(`listen ${pg.escapeIdentifier(channel)}`).catch(() => undefined);
    return {
      unlisten: async () => {
        tellers.delete(onPayload);
      },
    };
  }

  return {
    listen,
    close: async () => {
      closed = true;
      clearTimeout(retry);
      await opening?.catch(() => undefined);
      await current?.end().catch(() => undefined);
    },
  };
}
