// Guarantee: a stream that breaks and is taken up by Last-Event-ID tells every event of a contract once and in order.
import { createIngotClient } from "@ingot/client";
import { expect, test } from "@playwright/test";
import { olympe } from "../e2e/people.ts";
import { type Caller, portalUrl, signInOverHttp } from "./caller.ts";
import { buy } from "./purchase.ts";

interface Message {
  readonly id: string;
  readonly event: { readonly sequence: number; readonly type: string } | undefined;
}

/** Reads a stream until it ends, or until so many events were told and the connection is cut. */
async function readStream(caller: Caller, contract: string, from: string | undefined, cutAfter: number) {
  const cut = new AbortController();
  const headers = { accept: "text/event-stream", ...(from === undefined ? {} : { "last-event-id": from }) };
  const answer = await caller.fetch(`/api/v1/contracts/${contract}/watch`, { headers, signal: cut.signal });
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  const messages: Message[] = [];
  let events = 0;
  let rest = "";
  const decoder = new TextDecoder();
  try {
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const message of blocks.flatMap(readBlock)) {
        messages.push(message);
        if (message.event) events += 1;
        // What else this chunk told is thrown away, as by a connection that breaks.
        if (events >= cutAfter) return { messages, ended: false };
      }
    }
    return { messages, ended: true };
  } finally {
    cut.abort();
  }
}

function readBlock(block: string): Message[] {
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1];
  const [id, data, kind] = [field("id"), field("data"), field("event") ?? "message"];
  if (id === undefined || data === undefined || kind !== "message") return [];
  const told = JSON.parse(data) as { data: { kind: string; event?: Message["event"] } };
  return [{ id, event: told.data.kind === "event" ? told.data.event : undefined }];
}

test("a stream cut every three events loses and doubles none", async () => {
  const caller = await signInOverHttp(olympe);
  const work = { model: "gpt2", tokens: 20_000_000_000, wish: { system: "cs-2", devices: 1 } };
  const contract = await buy(caller, "Watched over HTTP", work);
  const told: number[] = [];
  let from: string | undefined;
  let connections = 0;
  for (let ended = false; !ended; connections += 1) {
    const part = await readStream(caller, contract, from, 3);
    told.push(...part.messages.flatMap(({ event }) => (event ? [event.sequence] : [])));
    from = part.messages.at(-1)?.id ?? from;
    ({ ended } = part);
  }
  expect(connections).toBeGreaterThan(3);
  const { body } = await caller.rest("GET", `/contracts/${contract}/events?limit=100`);
  const kept = body["items"] as { sequence: number; type: string }[];
  expect(kept.at(-1)?.type).toBe("contract.closed");
  expect(told).toEqual(kept.map(({ sequence }) => sequence));
  expect(await toldToKey(caller, contract)).toEqual(kept.map(({ type }) => type));
});

/** What the typed client hears of a contract, by a key instead of a session. */
async function toldToKey(person: Caller, contractId: string): Promise<string[]> {
  const { body } = await person.rest("POST", "/keys", { body: { name: "Watching" } });
  const client = createIngotClient({ url: portalUrl(), apiKey: String(body["secret"]) });
  const told: string[] = [];
  for await (const { message } of client.watchContract({ contractId })) {
    if (message.kind === "event") told.push(message.event.type);
  }
  return told;
}
