// The API over real HTTP for tests of what stands outside: keys and cookies are read from headers, as in the portal.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { createAuth } from "@ingot/services/identity/auth";
import { readCheckpointFile } from "@ingot/services/job/read-checkpoint-file";
import { uploadDataset } from "@ingot/services/dataset/upload";
import type { World } from "../../services/test/world.ts";
import { type ApiContext, createContext, handleRest, handleTrpc, refusalResponse } from "../src/index.ts";

export interface Served {
  readonly url: string;
  /** Cuts every connection that is open now, as a restart does. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
}

export async function serveApi(world: World): Promise<Served> {
  const { platform } = world;
  const parts = { database: platform.databases.auth, newId: platform.newId, log: platform.log };
  const auth = createAuth({ ...parts, baseUrl: "http://localhost", secret: "s".repeat(40) });
  const server = createServer((incoming, outgoing) => {
    const request = requestOf(incoming, outgoing);
    const answering = createContext({ platform, auth }, { headers: request.headers }).then((context) =>
      answer(request, context).catch((error: unknown) => refusalResponse(error, context.service.requestId)),
    );
    answering.then((response) => send(response, outgoing)).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function requestOf(incoming: IncomingMessage, outgoing: ServerResponse): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers.set(name, String(value));
  const gone = new AbortController();
  outgoing.on("close", () => gone.abort());
  const { method = "GET" } = incoming;
  const body = method === "GET" ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>);
  const init: RequestInit & { duplex: "half" } = { method, headers, body, duplex: "half", signal: gone.signal };
  return new Request(`http://localhost${incoming.url}`, init);
}

/** The same division as the portal's routes. */
async function answer(request: Request, context: ApiContext): Promise<Response> {
  const { pathname } = new URL(request.url);
  const { service: ctx } = context;
  if (pathname.startsWith("/api/trpc")) return handleTrpc(request, context);
  const [, noun, id = ""] = /^\/api\/v1\/(datasets|checkpoints)\/([^/]+)\/content$/.exec(pathname) ?? [];
  if (noun === "checkpoints") {
    const { name, bytes } = await readCheckpointFile({ ctx, input: { id, readerCountry: null } });
    const headers = { "content-disposition": `attachment; filename="${name}"`, "content-length": String(bytes.length) };
    return new Response(new Uint8Array(bytes), { headers });
  }
  if (noun === "datasets" && request.body) {
    const announced = request.headers.get("content-length");
    const body = request.body as unknown as AsyncIterable<Uint8Array>;
    const expectedBytes = announced === null ? undefined : Number(announced);
    const fileName = decodeURIComponent(request.headers.get("x-file-name") ?? "");
    return Response.json(await uploadDataset({ ctx, input: { datasetId: id, body, expectedBytes, fileName } }));
  }
  return handleRest(request, context);
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body) {
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    outgoing.on("close", () => body.destroy());
    for await (const part of body) outgoing.write(part);
  }
  outgoing.end();
}
