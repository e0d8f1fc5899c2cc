import { handleTrpc } from "@ingot/api";
import { serve } from "../../../../server/serve.ts";
import { withSmallBody } from "../../../../server/small-body.ts";

const answer = (incoming: Request) =>
  serve(incoming, async (request, context) => handleTrpc(await withSmallBody(request), context));

export { answer as GET, answer as POST };
