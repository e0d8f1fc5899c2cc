// Guarantees: a refusal keeps its words, an unexpected error shows none of its own, and the map has every code.
import { readFileSync } from "node:fs";
import { errorCodes, ServiceError } from "@ingot/services";
import { TRPCError } from "@trpc/server";
import { expect, it } from "vitest";
import { z } from "zod";
import { errorMap } from "./error-map.ts";
import { refusalOf, trpcErrorOf } from "./refusal.ts";

it("knows every code and no other", () => {
  expect(Object.keys(errorMap).sort()).toEqual([...errorCodes].sort());
});

it("gives each code the status and name that docs/errors promises", () => {
  const table = readFileSync(new URL("../../../docs/errors/README.md", import.meta.url), "utf8");
  const rows = [...table.matchAll(/^\| \[([A-Z_]+)\]\(\1\.md\) +\| (\d{3})[^|]*\| (\w+) +\|/gm)];
  const documented = Object.fromEntries(rows.map(([, code, status, trpc]) => [code, { trpc, status: Number(status) }]));
  for (const code of errorCodes) expect(documented[code], code).toEqual(errorMap[code]);
});

it("keeps the words of a service error, however deep it is wrapped", () => {
  const inner = new ServiceError("EXPIRED", "the quote ended yesterday", { at: "2026-11-19" });
  const wrapped = new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: new Error("outer", { cause: inner }) });
  expect(refusalOf(wrapped)).toEqual({ code: "EXPIRED", message: inner.message, details: inner.details });
  expect(trpcErrorOf(wrapped)).toMatchObject({ code: "CONFLICT", message: inner.message });
});

it("shows nothing of an error that nobody expected", () => {
  const secret = new Error('password "hunter2" of postgres://user@10.0.0.1');
  for (const error of [secret, new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: secret }), "text", undefined]) {
    const told = refusalOf(error);
    expect(told.code).toBe("INTERNAL");
    expect(JSON.stringify(told)).not.toMatch(/hunter2|postgres|text/);
  }
});

it("calls a database that is away unavailable, not broken", () => {
  const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  expect(refusalOf(new Error("Failed query", { cause })).code).toBe("SERVICE_UNAVAILABLE");
  const restarting = Object.assign(new Error("starting up"), { code: "57P03" });
  expect(refusalOf(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: restarting })).code).toBe(
    "SERVICE_UNAVAILABLE",
  );
});

it("tells bad input by rule and value", () => {
  const schema = z.object({ wish: z.object({ devices: z.number().int().min(1) }), name: z.string() });
  const input = { wish: { devices: 0 }, name: "x".repeat(500) };
  const { error } = schema.safeParse(input);
  const told = refusalOf(new TRPCError({ code: "BAD_REQUEST", cause: error }), input);
  expect(told.code).toBe("VALIDATION");
  expect(told.message).toMatch(/^wish\.devices: .*>=1, received 0$/);
  expect(told.details).toEqual({ issues: [{ path: "wish.devices", message: expect.any(String) }] });
  expect(refusalOf(new TRPCError({ code: "BAD_REQUEST", cause: schema.safeParse({}).error }), {}).message).toMatch(
    /: expected object, received nothing \(and 1 more\)$/,
  );
});

it("tells bad input that is nested deeper than any writer of JSON goes", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 20_000; level++) deep = level % 2 ? [deep] : { a: deep };
  const { error } = z.strictObject({}).safeParse({ deep });
  const told = refusalOf(new TRPCError({ code: "BAD_REQUEST", cause: error }), { deep });
  expect(told).toMatchObject({ code: "VALIDATION", message: expect.stringMatching(/"deep".*, received object$/) });
});

it("names what the transport refuses", () => {
  expect(refusalOf(new TRPCError({ code: "METHOD_NOT_SUPPORTED" })).code).toBe("VALIDATION");
  expect(refusalOf(new TRPCError({ code: "UNSUPPORTED_MEDIA_TYPE" })).message).toContain("application/json");
});
