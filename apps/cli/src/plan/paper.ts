import type { Terminal } from "../terminal.ts";

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;
export type Ink = keyof typeof codes;

/** What lines are written on: how wide it is, and whether it shows colors. */
export interface Paper {
  readonly width: number;
  readonly paint: (ink: Ink, text: string) => string;
}

/** A terminal tells its width, a pipe is 100 wide. Colors follow NO_COLOR, FORCE_COLOR and TERM=dumb. */
export function paperOf({ output, env }: Terminal): Paper {
  const forced = env["FORCE_COLOR"];
  const plain = env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "";
  const colors = !plain && (forced === undefined ? output.isTTY === true && env["TERM"] !== "dumb" : forced !== "0");
  const asked = Number(env["COLUMNS"]);
  const width = output.columns ?? (Number.isInteger(asked) && asked > 0 ? asked : 100);
  return {
    width: Math.max(40, Math.min(width, 140)),
    paint: (ink, text) => (colors && text !== "" ? `\u001B[${codes[ink]}m${text}\u001B[0m` : text),
  };
}

/** Text in lines of a width, later ones indented. */
export function wrap(text: string, width: number, indent = "  "): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/)) {
    if (line.trim() !== "" && line.length + word.length + 1 > width) {
      lines.push(line);
      line = `${indent}  `;
    }
    line += line.trim() === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** Facts one under the other; a value too long for the line goes on below itself. */
export function factLines(pairs: readonly (readonly [string, string])[], { width }: Paper): string[] {
  const name = Math.max(...pairs.map(([each]) => each.length));
  return pairs.flatMap(([each, value]) => {
    const [first = "", ...rest] = wrap(value, width - name - 2, "");
    return [
      `${each.padEnd(name)}  ${first.trimStart()}`,
      ...rest.map((line) => `${" ".repeat(name + 2)}${line.trimStart()}`),
    ];
  });
}

export const heading = ({ paint }: Paper, text: string): string[] => ["", paint("bold", text)];

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** A text cut to a width, with an ellipsis where something is left out. */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text.padEnd(width) : `${text.slice(0, Math.max(0, width - 1))}…`;
