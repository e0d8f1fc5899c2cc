// Guarantee: every wafer gets a clean rectangle of nearly all its cores, on live cores only, over links that exist.
import { describe, expect, it } from "vitest";
import { drawDefects, meanDefects, waferGrid, withDeadCore, type DefectDraw, type DefectMap } from "./defect-map.ts";
import { longestRoute } from "./links.ts";
import { isMesh, repairAgain, repairWafer, type LogicalMesh } from "./repair.ts";
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
  const kinds = [
    { name: "46 defects", draw: { mean: meanDefects }, wafers: 8, share: 0.99, links: 1 },
    { name: "1 % dead", draw: { mean: 9000 }, wafers: 4, share: 0.93, links: 4 },
    { name: "46 in clusters", draw: { mean: meanDefects, clusters: { size: 5, spread: 3 } }, wafers: 4, share: 0.99 },
    { name: "1 % in clusters", draw: { mean: 9000, clusters: { size: 5, spread: 3 } }, wafers: 2, share: 0.93 },
  ];
  it.each(kinds)(
    "$name: mapped, and a second program agrees",
    ({ draw: rest, wafers, share, links = longestRoute }) => {
      for (let seed = 0; seed < wafers; seed += 1) {
        const map = draw(seed, rest);
        const mesh = meshOf(map);
        expect(mesh.coreShare).toBeGreaterThanOrEqual(share);
        expect(mesh.longestRoute).toBeLessThanOrEqual(links);
        expect(verifyMesh(map, mesh, mesh.longestRoute)).toEqual([]);
      }
    },
  );

  it("is a function of the seed", () => {
    expect(meshOf(draw(1, { mean: 46 })).rowOf).toEqual(meshOf(draw(1, { mean: 46 })).rowOf);
    expect(draw(1, { mean: 46 }).dead).not.toEqual(draw(2, { mean: 46 }).dead);
  });

  it("draws counts with the mean it is told", () => {
    const counts = Array.from({ length: 60 }, (_, seed) => draw(seed, { mean: 46 }).deadCount);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    // Six standard errors of a Poisson mean of 46 over 60 wafers.
    expect(Math.abs(mean - 46)).toBeLessThan(6 * Math.sqrt(46 / 60));
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
    expect([3, 4].map((row) => mesh.rowOf[row * 5 + 2])).toEqual([3, 5]);
    expect(verifyMesh(map, mesh, 1)).toEqual([]);
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
    expect(verifyMesh(map, mesh, mesh.longestRoute)).toEqual([]);
    expect(verifyMesh(map, mesh, 1)).not.toEqual([]);
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
      expect(verifyMesh(map, mesh, longestRoute)).toEqual([]);
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
      const rowOf = Uint16Array.from(mesh.rowOf);
      rowOf[at] = row;
      return verifyMesh(map, { ...mesh, rowOf }, 1).join("; ");
    };
    expect(broken(4 * 5 + 2, 4)).toContain("lies on a dead core");
    expect(broken(3, 1)).toContain("used twice");
    expect(broken(6 * 5, 0)).toContain("cannot reach");
  });
});
