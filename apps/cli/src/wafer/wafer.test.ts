// Guarantee: `ingot wafer` prints placements that its own checker accepts, pictures, and refusals that name the rule.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Writable } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run } from "../run.ts";
import { realTerminal } from "../terminal.ts";

const graph = `(*\ntest=small<net>\nwidth=200\nheight=200\nwdeltat=1\nwlength=4\nwadapter=10\nmemlimit=24576\n*)
conv[1] W=14 H=14 R=1 S=1 C=64 K=32 T=1 U=1 name='k1'
conv[2] W=14 H=14 R=3 S=3 C=32 K=32 T=1 U=1 name='k2'
dblock[3] f=64 h=14 w=14 name='k3'
conv[1]:y -> conv[2]:x
conv[2]:y -> dblock[3]:x
`;

let folder = "";
const file = (name: string) => path.join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ingot-wafer-"));
  writeFileSync(file("net.kgraph"), graph);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ingot(...args: string[]) {
  const heard = { output: "", remarks: "" };
  const into = (key: keyof typeof heard) =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        heard[key] += chunk.toString();
        done();
      },
    });
  const terminal = { ...realTerminal(), input: new PassThrough(), output: into("output"), remarks: into("remarks") };
  const status = await run(terminal, ["wafer", ...args]);
  return { status, ...heard };
}

it("places, draws, and passes its own check; the same seed gives the same floor", async () => {
  const first = await ingot("place", file("net.kgraph"), "--seed", "3", "--json", "--svg", file("net.svg"));
  expect(first).toMatchObject({ status: 0, remarks: "" });
  const placement = JSON.parse(first.output) as Record<string, unknown> & { kernels: { name: string }[] };
  expect(Object.keys(placement)).toEqual(["kernels", "maxTime", "wireLength", "adapters", "score", "seconds"]);
  expect(Object.keys(placement.kernels[2] ?? {})).toEqual(["name", "execution", "x", "y", "rotation"]);
  const again = JSON.parse((await ingot("place", file("net.kgraph"), "--seed", "3", "--json")).output) as object;
  expect({ ...again, seconds: 0 }).toEqual({ ...placement, seconds: 0 });

  const picture = readFileSync(file("net.svg"), "utf8");
  expect(picture.match(/<rect class="kernel" x/g)).toHaveLength(3);
  expect(picture).toContain("small&lt;net&gt;");

  writeFileSync(file("net.json"), first.output);
  expect(await ingot("check", file("net.kgraph"), file("net.json"))).toMatchObject({ status: 0, remarks: "" });
});

it("tells what a broken placement breaks, with status 1", async () => {
  writeFileSync(file("broken.json"), JSON.stringify({ kernels: [{ name: "k1", execution: {}, x: 0, y: 0 }] }));
  const told = await ingot("check", file("net.kgraph"), file("broken.json"));
  expect(told.status).toBe(1);
  expect(told.output).toContain("k2: is not placed");
});

it("refuses files that are missing or wrong, and says where", async () => {
  writeFileSync(file("wrong.kgraph"), "pool[1] W=3");
  expect((await ingot("place", file("wrong.kgraph"))).remarks).toContain("wrong.kgraph: line 1:");
  expect((await ingot("place", file("none.kgraph"))).remarks).toContain("cannot be read");
  expect((await ingot("check", file("net.kgraph"), file("net.kgraph"))).remarks).toContain("must be JSON");
  writeFileSync(file("nothing.json"), '{"kernels":[]}');
  expect((await ingot("check", file("wrong.kgraph"), file("nothing.json"))).remarks).toContain("wrong.kgraph: line 1:");
  const picture = path.join(folder, "no", "net.svg");
  expect((await ingot("place", file("net.kgraph"), "--svg", picture)).remarks).toContain("cannot be written");
  expect((await ingot("place", file("net.kgraph"), "--seed", "-1")).status).toBe(1);
});
