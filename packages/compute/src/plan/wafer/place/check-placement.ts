// A second opinion: reads both texts on its own and shares no code with the solver, so that one mistake cannot hide in both.

/** What a placement is worth, and every rule that it breaks. */
export interface PlacementReport {
  /** True where no rule is broken. */
  readonly legal: boolean;
  readonly problems: readonly string[];
  readonly maxTime: number;
  readonly wireLength: number;
  readonly adapters: number;
  readonly score: number;
}

interface Node {
  readonly kind: string;
  readonly values: Readonly<Record<string, number>>;
  readonly name: string;
}

interface Problem {
  readonly nodes: ReadonlyMap<number, Node>;
  readonly edges: readonly (readonly [number, number])[];
  readonly header: Readonly<Record<string, number>>;
}

function numbersIn(text: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [, key = "", value = ""] of text.matchAll(/\b([A-Za-z]+)\s*=\s*([\d.]+)/g)) found[key] = Number(value);
  return found;
}

function readProblem(text: string): Problem {
  const header = numbersIn([...text.matchAll(/\(\*([\s\S]*?)\*\)/g)].map(([, inside]) => inside).join("\n"));
  const body = text.replaceAll(/\(\*[\s\S]*?\*\)/g, "\n");
  const nodes = new Map<number, Node>();
  for (const [, kind = "", id, rest = ""] of body.matchAll(/^\s*(conv|dblock|cblock)\[\s*(\d+)\s*\]\s+(.*)$/gm)) {
    const name = /name='([^']*)'/.exec(rest)?.[1] ?? `${kind}${id}`;
    nodes.set(Number(id), { kind, values: numbersIn(rest.replace(/name='[^']*'/, "")), name });
  }
  const arrows = body.matchAll(/\w+\[\s*(\d+)\s*\]\s*:\s*\w+\s*->\s*\w+\[\s*(\d+)\s*\]/g);
  const edges = [...arrows].map(([, from, to]) => [Number(from), Number(to)] as const);
  return { nodes, edges: edges.filter(([from, to]) => nodes.has(from) && nodes.has(to)), header };
}

type Row = readonly [number, number, number, number, number, number, number];

const pick = (values: Node["values"], keys: string): number[] => keys.split("").map((key) => values[key] ?? 0);

/** H, W, R, S, C, K, T of each convolution, as the contest's description lists them. */
function formalRows({ kind, values }: Node): Row[] {
  const [H, W, R, S, C, K, T] = pick(values, "HWRSCKT") as unknown as Row;
  const [h, w, f] = pick(values, "hwf") as [number, number, number];
  if (kind === "conv") return [[H, W, R, S, C, K, T]];
  if (kind === "dblock") {
    return [
      [h, w, 1, 1, f, f / 4, 1],
      [h, w, 3, 3, f / 4, f / 4, 1],
      [h, w, 1, 1, f / 4, f, 1],
    ];
  }
  return [
    [h, w, 1, 1, f / 2, f / 4, 1],
    [h, w, 3, 3, f / 4, f / 4, 2],
    [h / 2, w / 2, 1, 1, f / 4, f, 1],
    [h, w, 1, 1, f / 2, f, 2],
  ];
}

interface Rectangle {
  readonly name: string;
  readonly left: number;
  readonly low: number;
  readonly right: number;
  readonly high: number;
  readonly time: number;
  readonly h: number;
  readonly w: number;
  readonly firstC: number;
  readonly lastK: number;
}

const isWhole = (value: unknown, least: number): value is number =>
  Number.isSafeInteger(value) && Number(value) >= least;

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** The four kinds of arguments, or null with the rules they break told. */
function readArguments(entry: Record<string, unknown>, count: number, tell: (problem: string) => void) {
  const { h, w, c, k } = record(entry["execution"]);
  const lists = [c, k].map((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  const [channelsIn = [], channelsOut = []] = lists;
  if (![h, w, ...channelsIn, ...channelsOut].every((value) => isWhole(value, 1))) {
    tell(`execution arguments must be whole numbers of 1 or more, received ${JSON.stringify(entry["execution"])}`);
    return null;
  }
  if (channelsIn.length !== count || channelsOut.length !== count) {
    tell(
      `must have as many values of c and of k as convolutions, ${count}, received ${channelsIn.length} and ${channelsOut.length}`,
    );
    return null;
  }
  return { h: Number(h), w: Number(w), c: channelsIn.map(Number), k: channelsOut.map(Number) };
}

function tellPlace({ x, y, rotation }: Record<string, unknown>, tell: (problem: string) => void): void {
  if (!isWhole(x, 0) || !isWhole(y, 0)) {
    tell(`x and y must be whole numbers of 0 or more, received ${JSON.stringify([x, y])}`);
  }
  if (rotation !== "R0" && rotation !== "R90") {
    tell(`the rotation must be R0 or R90, received ${JSON.stringify(rotation)}`);
  }
}

function readRectangle(node: Node, entry: Record<string, unknown>, limit: number, tell: (problem: string) => void) {
  const rows = formalRows(node);
  const given = readArguments(entry, rows.length, tell);
  if (given === null) return null;
  const { h, w, c, k } = given;
  let [tall, wide, time, words] = [0, 0, 0, 0];
  for (const [index, [H, W, R, S, C, K, T]] of rows.entries()) {
    const [ci, ki] = [c[index] ?? 1, k[index] ?? 1];
    tall = Math.max(tall, h * w * (ci + 1));
    wide += 3 * ki;
    const passes = Math.ceil(H / h) * Math.ceil(W / w) * Math.ceil(C / ci) * Math.ceil(K / ki);
    time = Math.max(time, (passes * R * S) / (T * T));
    words = Math.max(words, (C / ci) * (K / ki) * R * S + ((W + S - 1) / w) * ((H + R - 1) / h) * (K / ki));
  }
  if (words > limit) tell(`holds ${words} words a tile, the limit is ${limit}`);
  tellPlace(entry, tell);
  const [left, low] = [Number(entry["x"]), Number(entry["y"])];
  const [across, up] = entry["rotation"] === "R90" ? [tall, wide] : [wide, tall];
  return {
    name: node.name,
    left,
    low,
    right: left + across,
    high: low + up,
    time,
    h,
    w,
    firstC: c[0] ?? 0,
    lastK: k.at(-1) ?? 0,
  };
}

function tellOverlaps(
  rectangles: readonly Rectangle[],
  header: Problem["header"],
  tell: (problem: string) => void,
): void {
  const { width = 0, height = 0 } = header;
  for (const [index, one] of rectangles.entries()) {
    if (one.right > width || one.high > height) {
      tell(`${one.name}: reaches to (${one.right}, ${one.high}), the fabric ends at (${width}, ${height})`);
    }
    for (const other of rectangles.slice(index + 1)) {
      const apart =
        one.right <= other.left || other.right <= one.left || one.high <= other.low || other.high <= one.low;
      if (!apart) tell(`${one.name} and ${other.name} overlap`);
    }
  }
}

function tellClaims(
  report: Omit<PlacementReport, "legal" | "problems">,
  claimed: unknown,
  tell: (told: string) => void,
) {
  for (const [term, value] of Object.entries(report)) {
    const said = record(claimed)[term];
    if (said === undefined) continue;
    if (typeof said !== "number" || Math.abs(said - value) > 1e-6 * Math.max(1, value)) {
      tell(`${term}: the placement says ${JSON.stringify(said)}, it is ${value}`);
    }
  }
}

/** What a placement says of each kernel, by its name. */
function readEntries(claimed: unknown, tell: (problem: string) => void): Map<string, Record<string, unknown>> {
  const entries = new Map<string, Record<string, unknown>>();
  const list = record(claimed)["kernels"];
  if (!Array.isArray(list)) {
    tell(`kernels must be a list, received ${JSON.stringify(list)}`);
    return entries;
  }
  for (const [index, entry] of (list as unknown[]).map(record).entries()) {
    const { name } = entry;
    if (typeof name !== "string") tell(`kernel ${index + 1}: name must be text, received ${JSON.stringify(name)}`);
    else if (entries.has(name)) tell(`${name}: is placed twice`);
    else entries.set(name, entry);
  }
  return entries;
}

/**
 * Checks a placement against its graph by formulas of its own: arguments, memory, bounds, overlap, and the terms of the
 * score that it claims. **Throws** SyntaxError where `placementText` is not JSON.
 */
export function checkPlacement(graphText: string, placementText: string): PlacementReport {
  const problems: string[] = [];
  const tell = (problem: string) => problems.push(problem);
  const { nodes, edges, header } = readProblem(graphText);
  const claimed = JSON.parse(placementText) as unknown;
  const entries = readEntries(claimed, tell);
  const rectangles = new Map<number, Rectangle>();
  for (const [id, node] of nodes) {
    const entry = entries.get(node.name);
    entries.delete(node.name);
    if (entry === undefined) {
      tell(`${node.name}: is not placed`);
      continue;
    }
    const rectangle = readRectangle(node, entry, header["memlimit"] ?? 0, (told) => tell(`${node.name}: ${told}`));
    if (rectangle !== null) rectangles.set(id, rectangle);
  }
  for (const name of entries.keys()) tell(`${name}: is no kernel of the graph`);
  tellOverlaps([...rectangles.values()], header, tell);
  const terms = score(rectangles, edges, header);
  tellClaims(terms, claimed, tell);
  return { legal: problems.length === 0, problems, ...terms };
}

function score(rectangles: ReadonlyMap<number, Rectangle>, edges: Problem["edges"], header: Problem["header"]) {
  let [wireLength, adapters] = [0, 0];
  for (const [from, to] of edges) {
    const [a, b] = [rectangles.get(from), rectangles.get(to)];
    if (a === undefined || b === undefined) continue;
    wireLength += Math.abs(a.left + a.right - b.left - b.right) / 2 + Math.abs(a.low + a.high - b.low - b.high) / 2;
    adapters += [a.h !== b.h, a.w !== b.w, a.lastK !== b.firstC].filter(Boolean).length;
  }
  const maxTime = Math.max(0, ...[...rectangles.values()].map((each) => each.time));
  const { wdeltat = 0, wlength = 0, wadapter = 0 } = header;
  return { maxTime, wireLength, adapters, score: wdeltat * maxTime + wlength * wireLength + wadapter * adapters };
}
