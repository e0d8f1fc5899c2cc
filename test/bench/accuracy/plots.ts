import { bandsOf } from "../../fit/bands.ts";
import { guess, percentOf, seconds, type SourceErrors, type TimeErrors } from "./errors.ts";

const style = `<style>
  text { font: 12px system-ui, sans-serif; fill: #2b2b2b; }
  .title { font-weight: 600; font-size: 14px; }
  .axis { stroke: #8a8a8a; stroke-width: 1; fill: none; }
  .grid { stroke: #8a8a8a; stroke-opacity: .25; stroke-width: 1; }
  .one { fill: #b4480f; } .two { fill: #35618f; } .three { fill: none; stroke: #55555a; stroke-width: 1.5; }
  .line { stroke: #b4480f; stroke-width: 2; fill: none; } .ideal { stroke: #8a8a8a; stroke-dasharray: 4 4; fill: none; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e2dc; } .one { fill: #f08a4b; } .two { fill: #86b3e0; } .three { stroke: #c9c5be; }
    .line { stroke: #f08a4b; }
  }
</style>`;

const svg = (width: number, height: number, title: string, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${style}
<text class="title" x="12" y="20">${title}</text>
${body}
</svg>
`;

const at = (value: number): string => value.toFixed(1);
const text = (x: number, y: number, words: string, anchor = "start"): string =>
  `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${words.replaceAll("&", "&amp;")}</text>`;
const line = (kind: string, x1: number, y1: number, x2: number, y2: number): string =>
  `<line class="${kind}" x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}"/>`;

/** Predicted step time of rows whose group was left out, over the measured one, both on logarithmic axes. */
export function scatterPlot({ rows }: TimeErrors): string {
  const [left, top, size] = [60, 36, 460];
  const [least, most] = [Math.log10(0.03), Math.log10(600)];
  const along = (value: number) => ((Math.log10(value) - least) / (most - least)) * size;
  const marks = [0.1, 1, 10, 100].map((value) => {
    const x = left + along(value);
    const y = top + size - along(value);
    return [
      line("grid", x, top, x, top + size),
      line("grid", left, y, left + size, y),
      text(x, top + size + 16, `${value} s`, "middle"),
      text(left - 6, y + 4, `${value} s`, "end"),
    ].join("");
  });
  const dots = rows.map((row) => {
    const kind = row.family === "a100" || row.family === "v100" ? "two" : "one";
    return `<circle class="${kind}" fill-opacity=".55" r="2.5" cx="${at(left + along(seconds(row)))}" cy="${at(top + size - along(guess(row)))}"/>`;
  });
  const body = [
    ...marks,
    line("ideal", left, top + size, left + size, top),
    ...dots,
    text(left + size / 2, top + size + 34, "measured", "middle"),
    text(left + 8, top + 14, "predicted without the row's group"),
    `<circle class="two" r="4" cx="${left + 300}" cy="${top + size - 34}"/>${text(left + 310, top + size - 30, "A100, V100")}`,
    `<circle class="one" r="4" cx="${left + 300}" cy="${top + size - 14}"/>${text(left + 310, top + size - 10, "H100 and later")}`,
  ].join("\n");
  return svg(left + size + 20, top + size + 44, "Step time, predicted and measured", body);
}

function sourceBars(source: SourceErrors, row: number, left: number, scale: number): string {
  const y = 60 + row * 30;
  const capped = (value: number) => Math.min(60, value) * scale;
  const name = source.source.length > 44 ? `${source.source.slice(0, 43)}…` : source.source;
  return [
    text(left - 8, y + 13, `${name} (${source.rows})`, "end"),
    `<rect class="two" x="${left}" y="${y}" height="8" width="${at(capped(source.percent.withoutGroup))}"/>`,
    `<rect class="one" x="${left}" y="${y + 10}" height="8" width="${at(capped(source.percent.withoutSource))}"/>`,
    `<path class="three" d="M${at(left + capped(source.naive))} ${y - 2}v22"/>`,
  ].join("");
}

/** Mean error of each source: its group left out, itself left out, and a constant share of peak. */
export function sourcePlot({ sources }: TimeErrors): string {
  const [left, scale] = [350, 6];
  const sorted = sources.toSorted((a, b) => a.percent.withoutSource - b.percent.withoutSource);
  const height = 70 + sorted.length * 30;
  const marks = [0, 10, 20, 30, 40, 50, 60].map((value) => {
    const x = left + value * scale;
    return line("grid", x, 50, x, height - 10) + text(x, 46, `${value} %`, "middle");
  });
  const legend = [
    `<rect class="two" x="300" y="12" width="12" height="8"/>${text(316, 20, "group left out")}`,
    `<rect class="one" x="420" y="12" width="12" height="8"/>${text(436, 20, "source left out")}`,
    `<path class="three" d="M548 8v14"/>${text(556, 20, "constant share of peak")}`,
  ];
  const bars = sorted.map((source, row) => sourceBars(source, row, left, scale));
  return svg(740, height, "Mean error of step time by source", [...marks, ...legend, ...bars].join("\n"));
}

/** Share of the other half of the groups inside a band made from one half, over the share that the band is for. */
export function coverage({ rows }: TimeErrors): { readonly nominal: number; readonly held: number }[] {
  const groups = [...new Set(rows.map((row) => row.group))];
  const odd = new Set(groups.filter((_, index) => index % 2 === 1));
  return [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95].map((nominal) => {
    let inside = 0;
    for (const half of [true, false]) {
      const known = rows.filter((row) => odd.has(row.group) === half);
      const bands = bandsOf(
        known.map((row) => ({ row, error: row.withoutGroup })),
        known.map((row) => ({ row, error: row.withoutSource })),
        nominal,
      );
      for (const row of rows) {
        if (odd.has(row.group) === half) continue;
        const band = bands[row.family] ?? bands.unmeasured;
        if (band && Math.abs(row.withoutGroup) <= band.half90) inside++;
      }
    }
    return { nominal, held: inside / rows.length };
  });
}

export function bandPlot(errors: TimeErrors): string {
  const [left, top, size] = [60, 36, 340];
  const x = (share: number) => left + share * size;
  const y = (share: number) => top + size - share * size;
  const points = coverage(errors).map(({ nominal, held }) => `${at(x(nominal))},${at(y(held))}`);
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    [
      line("grid", x(share), top, x(share), top + size),
      line("grid", left, y(share), left + size, y(share)),
      text(x(share), top + size + 16, `${share * 100} %`, "middle"),
      text(left - 6, y(share) + 4, `${share * 100} %`, "end"),
    ].join(""),
  );
  const body = [
    ...marks,
    line("ideal", left, top + size, left + size, top),
    `<polyline class="line" points="${points.join(" ")}"/>`,
    ...points.map((point) => `<circle class="one" r="3" cx="${point.split(",")[0]}" cy="${point.split(",")[1]}"/>`),
    text(left + size / 2, top + size + 34, "of runs promised inside the band", "middle"),
    text(left + 8, top + 14, "of unseen runs inside it"),
  ].join("\n");
  return svg(left + size + 20, top + size + 44, "Calibration of the band", body);
}

/** The worst rows in words: id, error without the group. */
export const worstRows = ({ rows }: TimeErrors, count: number): string[] =>
  rows
    .toSorted((a, b) => Math.abs(b.withoutGroup) - Math.abs(a.withoutGroup))
    .slice(0, count)
    .map((row) => `${row.id} (${percentOf(row.withoutGroup).toFixed(0)} %)`);
