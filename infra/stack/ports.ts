import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { Failure } from "../bootstrap/failure.mjs";
import { readRecord, writeRecord } from "./json-file.ts";

const HOST = "127.0.0.1";

/** The port that the system gives for 0, or the error code for one that cannot be had. */
async function listenOnce(port: number, host: string): Promise<number | string> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "UNKNOWN"));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === "object" ? address.port : port));
    });
  });
}

const LOWEST = 15_000;
const TRIES = 50;

/** The ports from here on are given to outgoing connections: Linux tells which, others begin higher. */
export function firstOutgoingPort(): number {
  try {
    return Number(readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").split(/\s/)[0]);
  } catch {
    return 32_768;
  }
}

/**
 * A port that nobody has. Between its choice and its use a stack opens hundreds of connections, and each takes a port
 * of the system's choice: it lies below those, or it would be gone now and then.
 */
export async function freePort(): Promise<number> {
  const end = firstOutgoingPort();
  for (let count = 0; end > LOWEST && count < TRIES; count += 1) {
    const port = randomInt(LOWEST, end);
    if (await isPortFree(port)) return port;
  }
  const port = await listenOnce(0, HOST);
  if (typeof port === "string") throw new Failure(`No port could be opened on ${HOST} (${port}).`);
  return port;
}

/** `localhost` may mean either address to a browser, so another program on ::1 is in the way, too. */
async function isPortFree(port: number): Promise<boolean> {
  const answers = await Promise.all([listenOnce(port, HOST), listenOnce(port, "::1")]);
  return !answers.includes("EADDRINUSE");
}

export function portalPort(env: NodeJS.ProcessEnv): number {
  const text = env.INGOT_PORTAL_PORT ?? "3000";
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Failure(`INGOT_PORTAL_PORT must be a whole number from 1 to 65535, not "${text}".`);
}

export async function assertPortalPortFree(port: number, command = "npm start"): Promise<void> {
  if (await isPortFree(port)) return;
  throw new Failure(
    `Port ${port} on localhost is used by another program, so the portal cannot open it. ` +
      `Stop that program, or choose another port: INGOT_PORTAL_PORT=${port + 1} ${command}`,
  );
}

const INNER_PORTS = ["postgres", "temporal", "temporalUi"] as const;
export type InnerPorts = Record<(typeof INNER_PORTS)[number], number>;

/** A damaged file costs nothing: its ports are chosen anew. */
function readKept(file: string): Record<string, unknown> {
  try {
    return readRecord(file) ?? {};
  } catch {
    return {};
  }
}

/** Chosen once and kept; one that somebody else took meanwhile is chosen anew, since nothing outside remembers it. */
export async function innerPorts(data: string): Promise<InnerPorts> {
  const file = path.join(data, "ports.json");
  const kept = readKept(file);
  const ports: InnerPorts = { postgres: 0, temporal: 0, temporalUi: 0 };
  for (const name of INNER_PORTS) {
    const port = kept[name];
    const usable = typeof port === "number" && Number.isInteger(port) && port > 0 && (await isPortFree(port));
    ports[name] = usable ? port : await freePort();
  }
  writeRecord(file, ports);
  return ports;
}
