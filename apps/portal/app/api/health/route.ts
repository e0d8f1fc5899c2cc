export const dynamic = "force-dynamic";

/** The process lives and answers; asks nobody else. */
export const GET = () =>
  Response.json({ status: "ok" }, { headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" } });
