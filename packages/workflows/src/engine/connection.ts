import { readFileSync } from "node:fs";
import { Client, Connection, type TLSConfig } from "@temporalio/client";

/** Where Temporal is. TLS and a key are for a real server; the embedded one needs neither. */
export interface EngineAddress {
  readonly address: string;
  readonly namespace: string;
  /** True trusts what the system trusts; a configuration adds an authority or a certificate of one's own. */
  readonly tls: boolean | TLSConfig;
  readonly apiKey: string | undefined;
}

/** The task queue of contracts and brokers. */
export const taskQueue = "ingot";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables that Temporal's own tools read. **Throws** a sentence that names the variable when the address is
 * missing, or a file cannot be read.
 */
export function engineAddress(env: Environment): EngineAddress {
  const address = env["TEMPORAL_ADDRESS"];
  if (!address) throw new Error("TEMPORAL_ADDRESS must name the Temporal server, e.g. 127.0.0.1:7233; it is not set");
  const apiKey = env["TEMPORAL_API_KEY"] || undefined;
  return { address, namespace: env["TEMPORAL_NAMESPACE"] || "default", tls: tlsOf(env, apiKey !== undefined), apiKey };
}

function tlsOf(env: Environment, hasKey: boolean): boolean | TLSConfig {
  const authority = fileOf(env, "TEMPORAL_TLS_SERVER_CA_CERT_PATH");
  const crt = fileOf(env, "TEMPORAL_TLS_CLIENT_CERT_PATH");
  const key = fileOf(env, "TEMPORAL_TLS_CLIENT_KEY_PATH");
  const serverName = env["TEMPORAL_TLS_SERVER_NAME"] || undefined;
  if ((crt === undefined) !== (key === undefined)) {
    throw new Error("TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH belong together; one is not set");
  }
  const own: TLSConfig = {
    ...(authority && { serverRootCACertificate: authority }),
    ...(crt && key && { clientCertPair: { crt, key } }),
    ...(serverName && { serverNameOverride: serverName }),
  };
  const told = env["TEMPORAL_TLS"] || undefined;
  if (told !== undefined && /^(0|false)$/i.test(told)) return false;
  if (Object.keys(own).length > 0) return own;
  return told !== undefined || hasKey;
}

function fileOf(env: Environment, name: string): Buffer | undefined {
  const file = env[name];
  if (!file) return undefined;
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Error(`${name} must name a readable PEM file, received "${file}"`, { cause });
  }
}

/** What a connection of the client and one of the worker are opened with. TLS is always told: a key alone turns it on. */
export const connectionOptions = ({ address, tls, apiKey }: EngineAddress) => ({
  address,
  tls,
  ...(apiKey === undefined ? {} : { apiKey }),
});

/** A client that connects with its first call, so that pages work while Temporal is down. */
export const lazyClient = (at: EngineAddress): Client =>
  new Client({ connection: Connection.lazy(connectionOptions(at)), namespace: at.namespace });
