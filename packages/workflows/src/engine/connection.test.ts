// Guarantee: the variables of Temporal's own tools say how it is reached, and a wrong one is told by its name.
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { NativeConnection } from "@temporalio/worker";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectionOptions, engineAddress, lazyClient } from "./connection.ts";

const address = { TEMPORAL_ADDRESS: "temporal.example:7233" };
let folder: string;
let pem: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ingot-connection-"));
  pem = path.join(folder, "ca.pem");
  writeFileSync(pem, "a certificate");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("is plain by default, by TLS with a key, and as TEMPORAL_TLS says", () => {
  expect(connectionOptions(engineAddress(address))).toEqual({ address: "temporal.example:7233", tls: false });
  expect(engineAddress(address).namespace).toBe("default");
  expect(engineAddress({ ...address, TEMPORAL_API_KEY: "k" })).toMatchObject({ tls: true, apiKey: "k" });
  expect(engineAddress({ ...address, TEMPORAL_TLS: "1" }).tls).toBe(true);
  expect(engineAddress({ ...address, TEMPORAL_API_KEY: "k", TEMPORAL_TLS: "0" }).tls).toBe(false);
});

it("trusts an authority of one's own and shows a certificate", () => {
  const own = {
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: pem,
    TEMPORAL_TLS_CLIENT_CERT_PATH: pem,
    TEMPORAL_TLS_CLIENT_KEY_PATH: pem,
    TEMPORAL_TLS_SERVER_NAME: "inner.example",
  };
  const file = Buffer.from("a certificate");
  expect(engineAddress({ ...address, ...own }).tls).toEqual({
    serverRootCACertificate: file,
    clientCertPair: { crt: file, key: file },
    serverNameOverride: "inner.example",
  });
});

it.each([
  [{}, "TEMPORAL_ADDRESS must name"],
  [{ ...address, TEMPORAL_TLS_SERVER_CA_CERT_PATH: "/nowhere.pem" }, 'received "/nowhere.pem"'],
  [{ ...address, TEMPORAL_TLS_CLIENT_KEY_PATH: import.meta.filename }, "belong together"],
])("says what is wrong with %j", (env, words) => {
  expect(() => engineAddress(env)).toThrow(words);
});

it("shows the key from the portal and from the worker, over a plain line too when that is asked for", async () => {
  const shown: (string | undefined)[] = [];
  const server = createServer().on("stream", (stream, { authorization }) => {
    shown.push(authorization);
    stream.respond({ ":status": 200, "content-type": "application/grpc", "grpc-status": "16" }, { endStream: true });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const env = { TEMPORAL_ADDRESS: `127.0.0.1:${port}`, TEMPORAL_API_KEY: "a key", TEMPORAL_TLS: "0" };
  const at = engineAddress(env);
  const client = lazyClient(at);
  await expect(client.workflow.getHandle("ctr").signal("wake")).rejects.toThrow();
  await expect(NativeConnection.connect(connectionOptions(at))).rejects.toThrow();
  expect(shown).toEqual(["Bearer a key", "Bearer a key"]);
  await client.connection.close();
  server.close();
});
