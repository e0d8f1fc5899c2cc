// Guarantee: whoever searches the logs by a request's id finds all that followed from it, with its organization and its
// contract, in the portal, in the workflow and in its activities; and the worker writes nothing but JSON.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { adrien } from "../e2e/people.ts";
import { signInOverHttp } from "./caller.ts";
import { makeQuote, makeVersion } from "./purchase.ts";
import { mark } from "./mark.ts";

type Line = Readonly<Record<string, unknown>>;

const textOf = (part: "portal" | "worker"): string[] =>
  readFileSync(path.join(process.env["INGOT_DATA"] ?? "", "logs", `${part}.log`), "utf8")
    .split("\n")
    .slice(0, -1);

const linesOf = (part: "portal" | "worker"): Line[] =>
  textOf(part)
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);

test("a request's id is in the log of all that it set off", async () => {
  const caller = await signInOverHttp(adrien);
  const upload = await makeVersion(caller, "Logged");
  const quote = await makeQuote(caller, upload, {
    model: "gpt2",
    tokens: 20_000_000_000,
    wish: { system: "cs-2", devices: 1 },
  });
  const requestId = `req_logged_${mark}`;
  const body = { hash: quote.hash, signed_name: "Adrien" };
  const accepted = await caller.rest("POST", `/quotes/${quote.id}/accept`, {
    body,
    headers: { "x-request-id": requestId },
  });
  expect(accepted.status).toBe(201);
  const contractId = String(accepted.body["contract_id"]);

  const [written] = linesOf("portal").filter((line) => line["requestId"] === requestId && line["msg"] === "written");
  expect(written).toMatchObject({ action: "quote.accept", contractId, organizationId: expect.stringMatching(/^org_/) });
  const ids = { requestId, contractId, organizationId: written?.["organizationId"] };
  const ours = () => linesOf("worker").filter((line) => line["contractId"] === contractId);
  await expect
    .poll(ours)
    .toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...ids, component: "workflow", msg: "begun" }),
        expect.objectContaining({ ...ids, activity: "issueDepositPapers", msg: "written" }),
        expect.objectContaining({ ...ids, activity: "advanceSite", msg: "told" }),
      ]),
    );
  expect(textOf("worker").filter((line) => !line.startsWith("{"))).toEqual([]);
});
