import type { Writable } from "node:stream";
import { bar, bytes } from "./text.ts";

export interface Progress {
  readonly advance: (done: number) => void;
  readonly end: () => void;
}

const width = 30;

/** A bar that is drawn over itself on a terminal, and is silent in a file. */
export function startProgress(stream: Writable & { readonly isTTY?: boolean }, title: string, total: number): Progress {
  if (!stream.isTTY) return { advance: () => {}, end: () => {} };
  let drawn = -1;
  return {
    advance: (done) => {
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
      if (percent === drawn) return;
      drawn = percent;
      const figures = `${String(percent).padStart(3)} %  ${bytes(done)} of ${bytes(total)}`;
      stream.write(`\r${title}  ${bar(percent / 100, width).padEnd(width)}  ${figures} `);
    },
    end: () => stream.write(drawn < 0 ? "" : "\n"),
  };
}
