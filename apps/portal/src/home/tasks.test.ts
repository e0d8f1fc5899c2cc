// Guarantee: whatever waits for a person is on the first page, the most pressing on top, and nothing else is.
import { expect, it } from "vitest";
import type { ContractSummary, QuoteSummary } from "../api/outputs.ts";
import { tasksOf } from "./tasks.ts";

const contract: ContractSummary = {
  id: "ctr_1",
  number: "C-1",
  status: "active",
  model: "gpt2",
  model_label: "GPT-2",
  system: "dgx-h100",
  system_label: "DGX H100",
  devices: 8,
  hardware_label: "8 GPUs in 1 DGX H100",
  site: { id: "site_1", label: "Paris", country: "FR" },
  price: { amount: "10.00", currency: "USD" },
  tokens_contracted: 10,
  tokens_trained: 5,
  promised_finish: "2026-11-28T00:00:00.000Z",
  probability: 0.9,
  estimated_finish: { p50: "2026-11-26T00:00:00.000Z", p90: "2026-11-27T00:00:00.000Z" },
  finished_at: null,
  accepted_at: "2026-11-20T00:00:00.000Z",
  job_status: "running",
  status_reason: null,
};

const quote: QuoteSummary = {
  id: "quote_1",
  number: "Q-1",
  status: "open",
  model: "gpt2",
  model_label: "GPT-2",
  tokens_contracted: 10,
  system: "dgx-h100",
  system_label: "DGX H100",
  devices: 8,
  hardware_label: "8 GPUs in 1 DGX H100",
  country: "FR",
  price: { amount: "1234.50", currency: "USD" },
  promised_finish: "2026-11-28T00:00:00.000Z",
  probability: 0.9,
  expires_at: "2026-11-23T00:00:00.000Z",
  created_at: "2026-11-20T00:00:00.000Z",
  contract_id: null,
};

const nowMilliseconds = Date.parse("2026-11-22T00:00:00Z");

it("leaves alone what runs on time", () => {
  expect(tasksOf({ contracts: [contract], quotes: [], invoices: [], nowMilliseconds })).toEqual([]);
});

it("puts the late run above the quote that expires, and forgets quotes that have", () => {
  const late = { ...contract, estimated_finish: { p50: "2026-11-29T00:00:00.000Z", p90: "2026-11-30T00:00:00.000Z" } };
  const gone = { ...quote, id: "quote_2", expires_at: "2026-11-21T00:00:00.000Z" };
  const tasks = tasksOf({ contracts: [late], quotes: [quote, gone], invoices: [], nowMilliseconds });
  expect(tasks.map((task) => task.href)).toEqual(["/contracts/ctr_1", "/quotes/quote_1"]);
  expect(tasks[1]?.text).toBe("Q-1, USD 1,234.50, expires in 1 d");
});
