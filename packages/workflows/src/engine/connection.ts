import { Client, Connection } from "@temporalio/client";

/** Where Temporal is. TLS and a key are for a real server; the embedded one needs neither. */
export interface EngineAddress {
  readonly address: string;
  readonly namespace: string;
  readonly tls: boolean;
  readonly apiKey: string | undefined;
}

/** The task queue of contracts and brokers. */
export const taskQueue = "ingot";

/** **Throws** a sentence that names the variable when the address is missing. */
export function engineAddress(env: Readonly<Record<string, string | undefined>>): EngineAddress {
  const address = env["TEMPORAL_ADDRESS"];
  if (!address) throw new Error("TEMPORAL_ADDRESS must name the Temporal server, e.g. 127.0.0.1:7233; it is not set");
  const apiKey = env["TEMPORAL_API_KEY"];
  const tls = env["TEMPORAL_TLS"] === undefined ? apiKey !== undefined : env["TEMPORAL_TLS"] !== "0";
  return { address, namespace: env["TEMPORAL_NAMESPACE"] ?? "default", tls, apiKey };
}

/** A client that connects with its first call, so that pages work while Temporal is down. */
export function lazyClient(at: EngineAddress): Client {
  const connection = Connection.lazy({
    address: at.address,
    ...(at.tls ? { tls: true } : {}),
    ...(at.apiKey === undefined ? {} : { apiKey: at.apiKey }),
  });
  return new Client({ connection, namespace: at.namespace });
}
