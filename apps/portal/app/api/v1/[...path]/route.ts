import { handleRest } from "@ingot/api";
import { serve } from "../../../../server/serve.ts";
import { withSmallBody } from "../../../../server/small-body.ts";

const answer = (incoming: Request) =>
  serve(incoming, async (request, context) => handleRest(await withSmallBody(request), context));

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
