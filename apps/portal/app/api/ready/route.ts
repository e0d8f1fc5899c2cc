import { host } from "../../../server/platform.ts";
import { readReadiness } from "../../../server/readiness.ts";

export const dynamic = "force-dynamic";

/** Whether this process can serve: a load balancer asks here. */
export async function GET(): Promise<Response> {
  const readiness = await readReadiness(host());
  const headers = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
  return Response.json(readiness, { status: readiness.ready ? 200 : 503, headers });
}
