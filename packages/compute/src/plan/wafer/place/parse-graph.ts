import type { Convolution, Kernel, KernelEdge, KernelGraph } from "./graph.ts";

/** A file that is not a kernel graph. The message names the line, the rule and what was found. */
export class KernelGraphError extends Error {
  override readonly name = "KernelGraphError";
}

type Place = `line ${number}` | "header" | "file";

function refuse(place: Place, rule: string, received: string): never {
  throw new KernelGraphError(`${place}: ${rule}, received "${received}"`);
}

function readNumber(fields: ReadonlyMap<string, string>, key: string, place: Place, least: number): number {
  const text = fields.get(key);
  if (text === undefined) refuse(place, `${key}= is missing`, [...fields.keys()].join(" "));
  const value = Number(text);
  if (!/^[\d.]+(e\d+)?$/i.test(text) || !Number.isFinite(value) || value < least) {
    refuse(place, `${key} must be a number of ${least} or more`, text);
  }
  return value;
}

function readWhole(fields: ReadonlyMap<string, string>, key: string, place: Place): number {
  const value = readNumber(fields, key, place, 1);
  if (!Number.isSafeInteger(value)) refuse(place, `${key} must be a whole number`, String(value));
  return value;
}

const window = (size: number, stride: number) => ({ windowHeight: size, windowWidth: size, stride });

function convolution(fields: ReadonlyMap<string, string>, place: Place): Convolution {
  const stride = readWhole(fields, "T", place);
  if (readWhole(fields, "U", place) !== stride) refuse(place, "the strides T and U must be equal", `T=${stride}`);
  return {
    height: readWhole(fields, "H", place),
    width: readWhole(fields, "W", place),
    windowHeight: readWhole(fields, "R", place),
    windowWidth: readWhole(fields, "S", place),
    channelsIn: readWhole(fields, "C", place),
    channelsOut: readWhole(fields, "K", place),
    stride,
  };
}

function block(kind: "dblock" | "cblock", fields: ReadonlyMap<string, string>, place: Place): Convolution[] {
  const features = readWhole(fields, "f", place);
  const height = readWhole(fields, "h", place);
  const width = readWhole(fields, "w", place);
  if (features % 4 !== 0) refuse(place, "f must be a multiple of 4", String(features));
  const [quarter, half] = [features / 4, features / 2];
  if (kind === "dblock") {
    return [
      { height, width, ...window(1, 1), channelsIn: features, channelsOut: quarter },
      { height, width, ...window(3, 1), channelsIn: quarter, channelsOut: quarter },
      { height, width, ...window(1, 1), channelsIn: quarter, channelsOut: features },
    ];
  }
  return [
    { height, width, ...window(1, 1), channelsIn: half, channelsOut: quarter },
    { height, width, ...window(3, 2), channelsIn: quarter, channelsOut: quarter },
    { height: height / 2, width: width / 2, ...window(1, 1), channelsIn: quarter, channelsOut: features },
    { height, width, ...window(1, 2), channelsIn: half, channelsOut: features },
  ];
}

const nodeLine = /^(\w+)\[\s*(\d+)\s*\]\s+(.*)$/;
const edgeLine = /^(\w+)\[\s*(\d+)\s*\]\s*:\s*\w+\s*->\s*(\w+)\[\s*(\d+)\s*\]\s*:\s*\w+/;

/** Keys and values; each but once, unless the place is a comment. */
function readFields(text: string, place: Place | "comment"): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [, key = "", quoted, list, bare] of text.matchAll(/(\w+)\s*=\s*(?:'([^']*)'|\[([^\]]*)\]|(\S+))/g)) {
    if (fields.has(key) && place !== "comment") refuse(place, `${key}= must be given once`, text);
    fields.set(key, quoted ?? list ?? bare ?? "");
  }
  return fields;
}

interface Reading {
  readonly kernels: Kernel[];
  readonly edges: KernelEdge[];
  /** Position of the kernel of each id; -1 for what is not placed. */
  readonly ids: Map<string, number>;
  readonly names: Set<string>;
}

function readKernel(kind: string, fields: ReadonlyMap<string, string>, place: Place): Omit<Kernel, "name"> {
  if (kind === "conv") return { kind, convolutions: [convolution(fields, place)] };
  if (kind === "dblock" || kind === "cblock") return { kind, convolutions: block(kind, fields, place) };
  refuse(place, "a node must be an input, output, conv, dblock or cblock", kind);
}

function readNode(reading: Reading, match: RegExpExecArray, place: Place): void {
  const [, kind = "", id = "", rest = ""] = match;
  if (reading.ids.has(id)) refuse(place, "the id of a node must be new", id);
  if (kind === "input" || kind === "output") {
    reading.ids.set(id, -1);
    return;
  }
  reading.ids.set(id, reading.kernels.length);
  const fields = readFields(rest, place);
  const kernel = { name: fields.get("name") ?? `${kind}${id}`, ...readKernel(kind, fields, place) };
  if (kernel.name === "") refuse(place, "the name of a kernel must not be empty", rest);
  if (reading.names.has(kernel.name)) refuse(place, "the name of a kernel must be new", kernel.name);
  reading.names.add(kernel.name);
  reading.kernels.push(kernel);
}

function readEdge(reading: Reading, match: RegExpExecArray, place: Place): void {
  const [, , fromId = "", , toId = ""] = match;
  const from = reading.ids.get(fromId);
  const to = reading.ids.get(toId);
  if (from === undefined) refuse(place, "an edge must begin at a node above it", fromId);
  if (to === undefined) refuse(place, "an edge must end at a node above it", toId);
  if (from === to && from >= 0) refuse(place, "an edge must join two kernels", match[0]);
  if (from >= 0 && to >= 0) reading.edges.push({ from, to });
}

function readLine(reading: Reading, line: string, place: Place): void {
  const edge = edgeLine.exec(line);
  const node = edge === null ? nodeLine.exec(line) : null;
  if (edge !== null) readEdge(reading, edge, place);
  else if (node !== null) readNode(reading, node, place);
  else refuse(place, "a line must be kind[id] arguments, or a[id]:port -> b[id]:port", line);
}

function readHeader(fields: ReadonlyMap<string, string>): Omit<KernelGraph, "kernels" | "edges"> {
  return {
    name: fields.get("test") ?? "",
    width: readWhole(fields, "width", "header"),
    height: readWhole(fields, "height", "header"),
    memoryLimit: readWhole(fields, "memlimit", "header"),
    weights: {
      time: readNumber(fields, "wdeltat", "header", 0),
      wire: readNumber(fields, "wlength", "header", 0),
      adapter: readNumber(fields, "wadapter", "header", 0),
    },
  };
}

/**
 * Reads a `.kgraph` file of the contest "Wafer-scale deep learning accelerator placement" (ISPD 2020).
 * **Throws** KernelGraphError with the line, the rule and the value received.
 */
export function parseKernelGraph(text: string): KernelGraph {
  const reading: Reading = { kernels: [], edges: [], ids: new Map(), names: new Set() };
  const header = new Map<string, string>();
  /** Line where the comment began that is being read. */
  let comment: Place | null = null;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const place: Place = `line ${index + 1}`;
    // A comment may begin or end in the middle of a line.
    for (const part of line.split(/(\(\*|\*\))/)) {
      if (part === "(*") comment ??= place;
      else if (part === "*)") comment = null;
      else if (comment !== null) for (const [key, value] of readFields(part, "comment")) header.set(key, value);
      else if (part.trim() !== "") readLine(reading, part.trim(), place);
    }
  }
  if (comment !== null) refuse(comment, "a comment must end with *)", "the end of the file");
  if (reading.kernels.length === 0) refuse("file", "there must be at least one kernel", "none");
  return { ...readHeader(header), kernels: reading.kernels, edges: reading.edges };
}
