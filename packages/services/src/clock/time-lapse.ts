import type { Request, ServiceContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { writePlatform, writeTenant } from "../transaction.ts";
import { type ClockWire, readClock } from "./get-clock.ts";
import { setTimeLapse } from "./set-rate.ts";

/** Lets platform time run fast until nothing runs any more. Demo stacks only: it moves everybody's time. */
export const startTimeLapse = ({ ctx }: Request<unknown>): Promise<ClockWire> => switchTimeLapse(ctx, true);

export const stopTimeLapse = ({ ctx }: Request<unknown>): Promise<ClockWire> => switchTimeLapse(ctx, false);

async function switchTimeLapse(ctx: ServiceContext, on: boolean): Promise<ClockWire> {
  if (!ctx.platform.demo) {
    throw new ServiceError("FORBIDDEN", "a time-lapse exists in a demo only: here platform time is real time");
  }
  const action = on ? "clock.time_lapse_started" : "clock.time_lapse_stopped";
  const written = async () => ({ result: {}, subject: { kind: "clock", id: "platform" } });
  if (ctx.actor.kind === "staff") await writePlatform(ctx, { action, scope: "clock.write", input: {} }, written);
  else await writeTenant(ctx, { action, scope: "clock.write", input: {} }, written);
  await setTimeLapse(ctx.platform, on);
  return ctx.platform.databases.app.transaction(readClock);
}
