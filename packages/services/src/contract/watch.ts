import { tables } from "@ingot/db";
import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { type ClockWire, readClock } from "../clock/get-clock.ts";
import type { ServiceContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { type MetricWire, readMetrics } from "../job/list-metrics.ts";
import { readTenant } from "../transaction.ts";
import { readEvents } from "./read-events.ts";
import type { contractWatchInput } from "./schemas.ts";
import { snapshot } from "./snapshot.ts";
import type { ContractEventWire, ContractWire } from "./to-wire.ts";
import { hintsOf } from "./watch-hints.ts";

export type WatchMessage =
  | { readonly kind: "event"; readonly event: ContractEventWire }
  | { readonly kind: "metrics"; readonly items: MetricWire[] }
  | { readonly kind: "contract"; readonly contract: ContractWire; readonly clock: ClockWire };

/** A message with the place in the stream after it: whoever gives it as `lastEventId` goes on exactly there. */
export interface Watched {
  readonly id: string;
  readonly message: WatchMessage;
}

interface Place {
  readonly sequence: number;
  readonly step: number;
}

/** Rows told in one look; more wait for the next, which follows at once. */
const eventsAtOnce = 500;
/** How long to trust silence; a notification that was lost costs at most this. **Unit** real milliseconds. */
const lookAgain = 1_000;

/**
 * A contract live: each event once and in order, readings, and the contract with the clock at most once a second.
 * Returns only when there is nothing left to tell, or when the membership is over; a stack that stops leaves the
 * stream waiting, so that a client comes back instead of believing that all is said.
 */
export async function* watchContract({
  ctx,
  input,
  signal,
}: {
  readonly ctx: ServiceContext;
  readonly input: z.infer<typeof contractWatchInput>;
  readonly signal?: AbortSignal | undefined;
}): AsyncGenerator<Watched, void, void> {
  let place = readPlace(input.lastEventId);
  const hints = await hintsOf(ctx.platform.databases, input.id);
  const beat = everySecond();
  try {
    while (!signal?.aborted) {
      const news = await lookOrWait(ctx, input.id, place);
      if (news === "over") return;
      if (news !== "unreachable") {
        for (const event of news.events) {
          place = { ...place, sequence: event.sequence };
          yield { id: writePlace(place), message: { kind: "event", event } };
        }
        const lastReading = news.metrics.at(-1);
        if (lastReading) {
          place = { ...place, step: lastReading.step };
          yield { id: writePlace(place), message: { kind: "metrics", items: news.metrics } };
        }
        if (news.events.length === eventsAtOnce) continue;
        const { contract, clock } = news;
        const ends = isOver(contract);
        if (beat.take() || ends) yield { id: writePlace(place), message: { kind: "contract", contract, clock } };
        if (ends) return;
      }
      await hints.next(lookAgain, signal);
    }
  } finally {
    beat.stop();
    await hints.close();
  }
}

/** True once at first, and then once in each second. */
function everySecond(): { readonly take: () => boolean; readonly stop: () => void } {
  let due = true;
  const timer = setInterval(() => (due = true), lookAgain);
  return {
    take: () => {
      const was = due;
      due = false;
      return was;
    },
    stop: () => clearInterval(timer),
  };
}

/** A refusal ends the stream with its reason; a database that is away ends nothing, it comes back. */
async function lookOrWait(ctx: ServiceContext, id: string, place: Place): Promise<News | "over" | "unreachable"> {
  try {
    return (await look(ctx, id, place)) ?? "over";
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    ctx.log.warn({ err: error, contractId: id }, "a live stream could not read its contract; it tries again");
    return "unreachable";
  }
}

const isOver = ({ status }: ContractWire): boolean => status === "closed" || status === "canceled";

interface News {
  readonly events: ContractEventWire[];
  readonly metrics: MetricWire[];
  readonly contract: ContractWire;
  readonly clock: ClockWire;
}

/** One consistent look; undefined when the person's membership or the key behind the stream is over. */
async function look(ctx: ServiceContext, id: string, place: Place): Promise<News | undefined> {
  return readTenant(ctx, "contract.read", async (tx, actor) => {
    if (actor.kind === "person" && !(await isMember(tx, actor.organizationId, actor.personId))) return undefined;
    // The contract first, in the order they are sent: what it says is over has all of its events in the later reads.
    const [contract, events, metrics, clock] = await Promise.all([
      snapshot(tx, actor, id),
      readEvents(tx, id, place.sequence, eventsAtOnce),
      readMetrics(tx, id, place.step),
      readClock(tx),
    ]);
    return { events, metrics, contract, clock };
  });
}

type Tx = Parameters<Parameters<typeof readTenant>[2]>[0];

async function isMember(tx: Tx, organizationId: string, userId: string): Promise<boolean> {
  const { member } = tables;
  const rows = await tx
    .select({ id: member.id })
    .from(member)
    .where(and(eq(member.organizationId, organizationId), eq(member.userId, userId)));
  return rows.length > 0;
}

const writePlace = ({ sequence, step }: Place): string => `${sequence}-${step}`;

function readPlace(text: string | undefined): Place {
  if (text === undefined || text === "") return { sequence: 0, step: -1 };
  const match = /^(\d{1,9})-(-1|\d{1,15})$/.exec(text);
  if (!match) {
    throw new ServiceError(
      "VALIDATION",
      `lastEventId is the id of an earlier message, received "${text.slice(0, 40)}"`,
    );
  }
  return { sequence: Number(match[1]), step: Number(match[2]) };
}
