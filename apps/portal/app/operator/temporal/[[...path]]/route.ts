import { requireStaff } from "@ingot/services/transaction";
import { serve } from "../../../../server/serve.ts";
import { forwardToTemporal } from "../../../../server/temporal-pages.ts";

const read = (incoming: Request) =>
  serve(incoming, async (request, { service }, { environment }) => {
    requireStaff(service, "fleet.write");
    return forwardToTemporal(request, environment.temporalUiUrl);
  });

const refuse = (incoming: Request) =>
  serve(incoming, async ({ method }, { service }) => {
    requireStaff(service, "fleet.write");
    const rule = `Temporal's pages are for reading here: GET and HEAD, received ${method}; contracts change through Ingot alone`;
    return Response.json(
      { error: { code: "FORBIDDEN", message: rule, details: {}, request_id: service.requestId } },
      { status: 405, headers: { allow: "GET, HEAD" } },
    );
  });

export { read as GET, read as HEAD, refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
