import { handleTrpc } from "@ingot/api";
import { serve, withSmallBody } from "../../../../server/serve.ts";

const answer = (incoming: Request) =>
  serve(incoming, async (request, context) => handleTrpc(await withSmallBody(request), context));

export { answer as GET, answer as POST };
