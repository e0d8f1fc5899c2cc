// Guarantees that the README's example does what it says.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { acceptQuote } from "../src/quote/accept.ts";
import { createQuote } from "../src/quote/create.ts";
import { quoteAskInput } from "../src/quote/schemas.ts";
import { createWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

it("runs the README's example", async () => {
  const text = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const example = /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  const body = example.replaceAll(/^import .*$/gm, "").replace("dsv_…", world.lumen.versionId);
  const names = { acceptQuote, createQuote, quoteAskInput, ctx: world.lumen.ctx() };
  const run = Object.getPrototypeOf(async () => {}).constructor(...Object.keys(names), `${body}\nreturn contract_id;`);
  expect(await run(...Object.values(names))).toMatch(/^ctr_/);
});
