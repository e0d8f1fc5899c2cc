import { openApiDocument } from "@ingot/api";

export const dynamic = "force-dynamic";

export const GET = async () =>
  Response.json(await openApiDocument(), { headers: { "x-content-type-options": "nosniff" } });
