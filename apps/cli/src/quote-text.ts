import type { IngotClient } from "@ingot/client";
import { count, duration, facts, instant, large, money, table } from "./text.ts";

type Quote = Awaited<ReturnType<IngotClient["api"]["quote"]["get"]["query"]>>;
type Preview = Awaited<ReturnType<IngotClient["api"]["quote"]["preview"]["query"]>>;
type Offer = Quote["offer"];

export function quoteLines(quote: Quote): string[] {
  return [
    `${quote.number}  ${quote.status}  ${quote.id}`,
    "",
    ...offerLines(quote.offer, trainedOf(quote)),
    ...ignoredLines(quote.own_model?.ignored ?? []),
    "",
    ...alternativeLines(quote.alternatives),
    "",
    ...facts([
      ["Valid until", instant(quote.expires_at)],
      ["Hash", quote.hash],
      ...(quote.status === "open" ? ([["Sign", `ingot quote accept ${quote.id} --name "…"`]] as const) : []),
    ]),
  ];
}

/** What is trained, in a few words. */
const trainedOf = ({ model_label: label, own_model: own }: Quote): string =>
  own ? `${label}, your own: ${ownFacts(own)}` : label;

const ownFacts = (model: Pick<Preview["model"], "parameters" | "tokens_counted_in">): string =>
  `${large(model.parameters)} parameters, tokens counted in ${model.tokens_counted_in}`;

const ignoredLines = (ignored: Preview["model"]["ignored"]): string[] =>
  ignored.length === 0 ? [] : ["", "Left aside", ...ignored.map(({ text }) => `  ${text}`)];

/** What was missing, where it has an amount: a format that a GPU lacks has none. */
function measuredLines({ needed, available, unit }: Extract<Preview["result"], { outcome: "infeasible" }>): string[] {
  return available > 0 ? [`Needed ${count(needed)} ${unit}, available ${count(available)} ${unit}.`] : [];
}

export function previewLines({ model, result, alternatives }: Preview): string[] {
  const aside = ignoredLines(model.ignored);
  if (result.outcome === "offered") {
    const trained = `${model.label}, ${ownFacts(model)}`;
    return [...offerLines(result, trained), ...aside, "", ...alternativeLines(alternatives)];
  }
  return [
    `Not as asked: ${result.reason.text}`,
    ...measuredLines(result),
    result.suggestion,
    "",
    ...alternativeLines(alternatives),
  ];
}

const percentOff = (factor: number): string => `${factor > 1 ? "+" : ""}${Math.round((factor - 1) * 100)} %`;

function bandFacts(band: Offer["forecast"]["error_band"]): [string, string][] {
  if (band === undefined) return [];
  const range = `${percentOff(band.low90)} to ${percentOff(band.high90)}`;
  return [["True speed", `${range} of the predicted in nine of ten measured runs like it (${band.rows} runs)`]];
}

function offerLines({ plan, forecast, price, price_lines: lines, learning, site }: Offer, trained: string): string[] {
  const { p50, p90, mean } = forecast.duration_seconds;
  return [
    ...facts([
      ["Trains", trained],
      ["Price", money(price)],
      ["Promised by", `${instant(forecast.promised_finish)} (${Math.round(forecast.probability * 100)} % sure)`],
      ["Starts", instant(forecast.starts_at)],
      ["Takes", `${duration(mean)} (half the time under ${duration(p50)}, nine in ten under ${duration(p90)})`],
      ...bandFacts(forecast.error_band),
      ["Runs on", `${plan.hardware_label}, ${site.label} (${site.country})`],
      [
        "Steps",
        `${count(plan.total_steps)} of ${large(plan.tokens_per_step)} tokens, ${duration(plan.step_time_seconds)} each`,
      ],
      ["Utilization", `${(plan.model_flops_utilization * 100).toFixed(1)} % of peak (MFU)`],
      ["Energy", `${count(plan.energy_kwh)} kWh`],
      [
        "Data",
        `${large(learning.unique_tokens)} tokens read ${count(learning.passes)} times, loss about ${learning.expected_loss.toFixed(2)}`,
      ],
    ]),
    ...(learning.advice ? ["", learning.advice] : []),
    "",
    ...table(
      ["PRICE LINE", "AMOUNT>", "SHARE>"],
      lines.map((line) => [line.label, money(line.amount), `${(line.share * 100).toFixed(1)} %`]),
    ),
    "",
    "Reasons",
    ...plan.reasons.map((reason) => `  ${reason.text}`),
  ];
}

function alternativeLines(alternatives: Quote["alternatives"]): string[] {
  return table(
    ["ALTERNATIVE", "COUNTRY", "PRICE>", "PROMISED", ""],
    alternatives.map((each) => [
      each.hardware_label,
      each.country ?? "-",
      each.price ? money(each.price) : "-",
      instant(each.promised_finish),
      each.reason ?? "",
    ]),
  );
}
