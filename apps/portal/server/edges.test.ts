// Guarantees: Temporal's pages are read without our cookies and never written; a body is cut where its limit is; a bad setting is a sentence.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEnvironment } from "./environment.ts";
import { fileResponse } from "./file-response.ts";
import { withHeaders, withSmallBody } from "./small-body.ts";
import { forwardToTemporal } from "./temporal-pages.ts";
import { announcedBytes, boundedBody } from "./upload-body.ts";

const stream = (...sizes: number[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const size of sizes) controller.enqueue(new Uint8Array(size));
      controller.close();
    },
  });

describe("Temporal's pages", () => {
  let server: Server;
  let asked: IncomingMessage;
  let base: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked = request;
      response.writeHead(200, { "content-type": "text/html", "set-cookie": "theirs=1", "x-powered-by": "them" });
      response.end(`<p>${request.url}</p>`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const read = (path: string) =>
    forwardToTemporal(
      new Request(`http://localhost:3000${path}`, {
        headers: { cookie: "ingot.session_token=x", authorization: "Bearer ik_x" },
      }),
      base,
    );

  it("come through under their prefix, without cookies either way", async () => {
    const answer = await read("/operator/temporal/api/v1/namespaces?x=1");
    expect(await answer.text()).toBe("<p>/operator/temporal/api/v1/namespaces?x=1</p>");
    expect(asked.headers.cookie).toBeUndefined();
    expect(asked.headers.authorization).toBeUndefined();
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(answer.headers.get("x-powered-by")).toBeNull();
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    await read("/operator/temporal");
    expect(asked.url).toBe("/operator/temporal/");
  });

  it("that do not answer, or are not there, are told as such", async () => {
    const request = new Request("http://localhost:3000/operator/temporal");
    await expect(forwardToTemporal(request, "http://127.0.0.1:9")).rejects.toMatchObject({
      code: "SERVICE_UNAVAILABLE",
    });
    await expect(forwardToTemporal(request, undefined)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("an uploaded body", () => {
  it("is refused by its announced length, or where it grows too large", async () => {
    expect(announcedBytes(new Headers(), 10)).toBeUndefined();
    expect(announcedBytes(new Headers({ "content-length": "10" }), 10)).toBe(10);
    expect(() => announcedBytes(new Headers({ "content-length": "11" }), 10)).toThrow("at most 10 bytes, received 11");
    const parts: number[] = [];
    const reading = (async () => {
      for await (const part of boundedBody(stream(6, 4, 1), 10)) parts.push(part.length);
    })();
    await expect(reading).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
    expect(parts).toEqual([6, 4]);
  });
});

describe("a JSON body", () => {
  /** Next hands requests over behind a proxy, which `new Request(request)` cannot read. */
  const wrapped = (request: Request): Request =>
    new Proxy(request, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? (value as () => unknown).bind(target) : value;
      },
    });
  const post = (body: BodyInit, headers: Record<string, string> = {}) => {
    const init: RequestInit & { duplex: "half" } = { method: "POST", body, headers, duplex: "half" };
    return wrapped(new Request("http://localhost:3000/api/auth/sign-in/email", init));
  };

  it("passes whole under other headers, announced or chunked", async () => {
    const announced = await withSmallBody(post('{"a":1}', { "content-length": "7" }));
    const renamed = await withHeaders(announced, new Headers({ "x-new": "1" }));
    expect(await renamed.text()).toBe('{"a":1}');
    expect(renamed.headers.get("x-new")).toBe("1");
    const chunked = await withHeaders(await withSmallBody(post(stream(3, 4))), new Headers());
    expect((await chunked.arrayBuffer()).byteLength).toBe(7);
    const empty = await withHeaders(wrapped(new Request("http://localhost:3000/x")), new Headers());
    expect(empty.body).toBeNull();
  });

  it("of more than 1 MiB is refused, announced or chunked", async () => {
    const large = { code: "PAYLOAD_TOO_LARGE" };
    await expect(withSmallBody(post("x", { "content-length": "1048577" }))).rejects.toMatchObject(large);
    await expect(withSmallBody(post(stream(1_000_000, 100_000)))).rejects.toMatchObject(large);
    expect((await (await withSmallBody(post(stream(1_000_000)))).arrayBuffer()).byteLength).toBe(1_000_000);
  });
});

it("a file's name cannot write headers", () => {
  const { headers } = fileResponse({ name: 'a"\r\nx: y.pdf', bytes: new Uint8Array(3), type: "application/pdf" });
  expect(headers.get("content-disposition")).toBe('attachment; filename="a___x__y.pdf"');
  expect(headers.get("content-length")).toBe("3");
});

describe("the environment", () => {
  const whole = { INGOT_PORTAL_URL: "http://localhost:3000/", INGOT_AUTH_SECRET: "s".repeat(32) };

  it("is read once, strictly", () => {
    expect(readEnvironment(whole)).toMatchObject({
      portalUrl: "http://localhost:3000",
      rateLimit: true,
      behindProxy: false,
    });
    expect(readEnvironment({ ...whole, INGOT_RATE_LIMIT: "off", INGOT_BEHIND_PROXY: "1" })).toMatchObject({
      rateLimit: false,
      behindProxy: true,
    });
  });

  it.each([
    [{ INGOT_PORTAL_URL: "" }, "INGOT_PORTAL_URL"],
    [{ INGOT_PORTAL_URL: "here" }, 'received "here"'],
    [{ INGOT_AUTH_SECRET: "short" }, "at least 32 characters, received 5"],
    [{ INGOT_UPLOAD_BYTES_MAX: "1 GB" }, 'received "1 GB"'],
  ])("refuses %j in a sentence", (wrong, sentence) => {
    expect(() => readEnvironment({ ...whole, ...wrong })).toThrow(sentence);
  });
});
