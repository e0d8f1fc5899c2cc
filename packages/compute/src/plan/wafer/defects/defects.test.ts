// Guarantee: every wafer gets a clean rectangle of nearly all its cores, on live cores only, over links that exist.
import { describe, expect, it } from "vitest";
import { drawDefects, meanDefects, waferGrid, withDeadCore, type DefectDraw, type DefectMap } from "./defect-map.ts";
import { longestRoute } from "./links.ts";
import { isMesh, repairAgain, repairWafer, type LogicalMesh } from "./repair.ts";
import { unpassableCores } from "./unpassable.ts";
import { verifyMesh } from "./verify-mesh.ts";

const draw = (seed: number, rest: Omit<DefectDraw, "seed">) =>
  drawDefects({ seed: `wafer ${seed}`, ...rest }, waferGrid);

function meshOf(map: DefectMap): LogicalMesh {
  const mesh = repairWafer(map);
  if (!isMesh(mesh)) throw new Error(`not mapped: ${JSON.stringify(mesh)}`);
  return mesh;
}

function deadAt(rows: number, columns: number, cores: readonly (readonly [number, number])[]): DefectMap {
  const dead = new Uint8Array(rows * columns);
  for (const [row, column] of cores) dead[row * columns + column] = 1;
  return { rows, columns, dead, deadCount: cores.length };
}

describe("repairing whole wafers", () => {
  const clusters = { size: 5, spread: 3 } as const;
  const kinds = [
    { name: "46 defects", draw: { mean: meanDefects }, wafers: 8, share: 0.99 },
    { name: "1 % dead", draw: { mean: 9000 }, wafers: 4, share: 0.93 },
    { name: "46 in clusters", draw: { mean: meanDefects, clusters }, wafers: 4, share: 0.99 },
    {
      name: "46 in tight clusters",
      draw: { mean: meanDefects, clusters: { size: 4, spread: 1 } },
      wafers: 8,
      share: 0.99,
    },
  ];
  it.each(kinds)(
    "$name: every pair of neighbours is one link apart, but where none can be, and a second program agrees",
    ({ draw: rest, wafers, share }) => {
      for (let seed = 0; seed < wafers; seed += 1) {
        const map = draw(seed, rest);
        const mesh = meshOf(map);
        expect(mesh.coreShare).toBeGreaterThanOrEqual(share);
        expect(verifyMesh(map, mesh, { mostLinks: 1, mostLinksAtUnpassable: longestRoute })).toEqual([]);
      }
    },
  );

  it("1 % in clusters: mapped over routes that exist, nine in ten of the long ones where none of one link can be", () => {
    for (let seed = 0; seed < 2; seed += 1) {
      const map = draw(seed, { mean: 9000, clusters });
      const mesh = meshOf(map);
      expect(mesh.coreShare).toBeGreaterThanOrEqual(0.93);
      expect(verifyMesh(map, mesh, { mostLinks: mesh.longestRoute })).toEqual([]);
      const unproven = verifyMesh(map, mesh, { mostLinks: 1, mostLinksAtUnpassable: longestRoute });
      expect(unproven.length).toBeLessThanOrEqual(0.1 * mesh.relayedPairs);
    }
  });

  it("maps a wafer with ten dead cores one above the other at its side", () => {
    const side = Array.from({ length: 10 }, (_, row) => [10 + row, 0] as const);
    const map = deadAt(40, 20, side);
    expect(verifyMesh(map, meshOf(map), { mostLinks: longestRoute })).toEqual([]);
  });

  it("is a function of the seed", () => {
    expect(meshOf(draw(1, { mean: 46 })).coreOf).toEqual(meshOf(draw(1, { mean: 46 })).coreOf);
    expect(draw(1, { mean: 46 }).dead).not.toEqual(draw(2, { mean: 46 }).dead);
  });

  it("draws counts with the mean it is told", () => {
    const counts = Array.from({ length: 60 }, (_, seed) => draw(seed, { mean: 46 }).deadCount);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    // Six standard errors of a Poisson mean of 46 over 60 wafers.
    expect(Math.abs(mean - 46)).toBeLessThan(6 * Math.sqrt(46 / 60));
  });
});

describe("clusters of defects", () => {
  it("are as dense at the sides of a wafer as on all of it", () => {
    const loose = { mean: 9000, clusters: { size: 20, spread: 10 } };
    const { rows, columns } = waferGrid;
    let [beside, all] = [0, 0];
    for (let seed = 0; seed < 10; seed += 1) {
      const { dead, deadCount } = draw(seed, loose);
      all += deadCount;
      for (const [at, state] of dead.entries()) {
        const [row, column] = [Math.floor(at / columns), at % columns];
        if (Math.min(row, rows - 1 - row, column, columns - 1 - column) === 0) beside += state;
      }
    }
    const share = 1 - ((rows - 2) * (columns - 2)) / (rows * columns);
    // About 380 outermost cores die, in clusters of a few: four standard errors.
    expect(beside / all / share).toBeGreaterThan(0.7);
    expect(beside / all / share).toBeLessThan(1.3);
    // A core that is struck twice is dead once.
    expect(all / 10 / loose.mean).toBeGreaterThan(0.95);
    expect(all / 10 / loose.mean).toBeLessThan(1.05);
  });
});

describe("small wafers, worked by hand", () => {
  it("loses nothing on a clean wafer but the rows kept back", () => {
    const mesh = meshOf(deadAt(9, 5, []));
    expect([mesh.rows, mesh.columns, mesh.spareRows, mesh.longestRoute]).toEqual([8, 5, 1, 1]);
  });

  it("steps over one dead core by one two-hop link", () => {
    const map = deadAt(9, 5, [[4, 2]]);
    const mesh = repairWafer(map, { keptRows: 0 });
    if (!isMesh(mesh)) throw new Error("not mapped");
    expect(mesh.rows).toBe(8);
    expect([3, 4].map((row) => mesh.coreOf[row * 5 + 2])).toEqual([3 * 5 + 2, 5 * 5 + 2]);
    expect(verifyMesh(map, mesh, { mostLinks: 1 })).toEqual([]);
  });

  const shapes = {
    "two above each other": [
      [6, 4],
      [7, 4],
    ],
    "three above each other": [
      [6, 4],
      [7, 4],
      [8, 4],
    ],
    "a corner": [
      [6, 4],
      [7, 4],
      [6, 5],
    ],
    "a corner with a fourth beside": [
      [6, 4],
      [7, 4],
      [7, 5],
      [4, 3],
    ],
    "a T": [
      [6, 4],
      [7, 4],
      [8, 4],
      [7, 5],
    ],
    "two at the wafer's side": [
      [6, 0],
      [7, 0],
    ],
    "a chain across six rows": [
      [8, 5],
      [8, 7],
      [9, 4],
      [9, 6],
      [10, 6],
      [11, 2],
      [11, 7],
      [12, 7],
    ],
    "a row of three between others": [
      [7, 3],
      [9, 4],
      [9, 5],
      [9, 6],
      [10, 2],
      [10, 6],
      [11, 5],
      [12, 7],
    ],
    "a cross and a hook": [
      [6, 9],
      [7, 10],
      [9, 6],
      [10, 3],
      [10, 4],
      [10, 6],
      [11, 3],
      [12, 3],
    ],
    "two pairs one above the other": [
      [6, 4],
      [7, 4],
      [11, 4],
      [12, 4],
    ],
  } as const;
  it.each(Object.entries(shapes))("leads its columns around %s by cores of the columns beside", (_, cores) => {
    const map = deadAt(20, 12, cores);
    const mesh = meshOf(map);
    expect(unpassableCores(map)).toEqual([]);
    expect(mesh.lentCores).toBeGreaterThan(0);
    expect(mesh.rows).toBeGreaterThanOrEqual(16);
    expect(verifyMesh(map, mesh, { mostLinks: 1 })).toEqual([]);
  });

  it("knows the dead cores that no mesh can pass: where neither a face nor a link has room for them", () => {
    const square = deadAt(12, 8, [
      [5, 3],
      [5, 4],
      [6, 3],
      [6, 4],
    ]);
    expect(unpassableCores(square)).toHaveLength(4);
    const staggered = deadAt(12, 8, [
      [5, 3],
      [6, 3],
      [5, 2],
      [6, 4],
    ]);
    expect(unpassableCores(staggered)).toEqual([
      { row: 5, column: 3 },
      { row: 6, column: 3 },
    ]);
  });

  it("goes around a dead square over routers of live cores, which one link cannot", () => {
    const map = deadAt(12, 8, [
      [5, 3],
      [5, 4],
      [6, 3],
      [6, 4],
    ]);
    const mesh = meshOf(map);
    expect(mesh.longestRoute).toBeGreaterThan(1);
    expect(verifyMesh(map, mesh, { mostLinks: mesh.longestRoute })).toEqual([]);
    expect(verifyMesh(map, mesh, { mostLinks: 1 })).not.toEqual([]);
  });

  it("says why a wafer cannot be mapped", () => {
    const wall = Array.from({ length: 8 }, (_, row) => [row, 2] as const);
    expect(repairWafer(deadAt(8, 5, wall))).toEqual({ reason: "no_live_rows", needed: 1, available: 0 });
  });
});

describe("a core that dies later", () => {
  it("keeps the size, so the compiled program stays, while the spare lasts; then shrinks", () => {
    let map = deadAt(12, 6, []);
    let mesh = meshOf(map);
    const kinds: string[] = [];
    for (const row of [2, 5, 8]) {
      map = withDeadCore(map, row, 3);
      const change = repairAgain(map, mesh);
      kinds.push(change.kind);
      if (change.kind === "lost") throw new Error("lost");
      mesh = change.mesh;
      expect(verifyMesh(map, mesh, { mostLinks: longestRoute })).toEqual([]);
    }
    expect(kinds).toEqual(["kept", "shrunk", "kept"]);
  });

  it("moves nothing when the core was spare", () => {
    const map = deadAt(12, 6, []);
    const mesh = meshOf(map);
    expect(repairAgain(withDeadCore(map, 11, 0), mesh)).toMatchObject({ kind: "kept", moved: 0 });
  });

  it("refuses a core off the wafer", () => {
    expect(() => withDeadCore(deadAt(12, 6, []), 12, 0)).toThrow("received (12, 0)");
  });
});

describe("the verifier", () => {
  it("tells a dead core, a core used twice and neighbours too far apart", () => {
    const map = deadAt(9, 5, [[4, 2]]);
    const mesh = meshOf(map);
    const broken = (at: number, row: number) => {
      const coreOf = Uint32Array.from(mesh.coreOf);
      coreOf[at] = row * 5 + (at % 5);
      return verifyMesh(map, { ...mesh, coreOf }, { mostLinks: 1 }).join("; ");
    };
    expect(broken(4 * 5 + 2, 4)).toContain("lies on a dead core");
    expect(broken(3, 1)).toContain("used twice");
    expect(broken(6 * 5, 0)).toContain("cannot reach");
  });
});
