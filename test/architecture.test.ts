// Guarantee: who may import whom is what docs/ARCHITECTURE.md draws, and pure code has no way to the outside world.
import { describe, expect, it } from "vitest";
import { importsOf, isSource, projectFiles, readProjectFile, withoutComments } from "./tree.ts";

/** The arrows of the house: a room and the rooms it may import. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  units: [],
  compute: ["units"],
  datasets: ["units"],
  governance: ["units"],
  pricing: ["units", "compute"],
  db: ["units"],
  services: ["units", "compute", "datasets", "governance", "pricing", "db"],
  workflows: ["services"],
  api: ["services", "units"],
  client: ["api"],
};

const pureRooms = ["units", "compute", "pricing", "governance"];

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
  readonly test: boolean;
}

function packageImports(): Import[] {
  return projectFiles()
    .filter((file) => file.startsWith("packages/") && isSource(file))
    .flatMap((file) => {
      const room = file.split("/")[1] ?? "";
      const test = /\.test\.tsx?$|\/test\//.test(file);
      return importsOf(readProjectFile(file)).map((target) => ({ file, room, target, test }));
    });
}

const imports = packageImports();
const told = ({ file, target }: Import) => `${file} imports ${target}`;

describe("the house", () => {
  it("has a row in the table of arrows for every package", () => {
    const rooms = new Set(projectFiles().flatMap((file) => /^packages\/([^/]+)\/package\.json$/.exec(file)?.[1] ?? []));
    expect([...rooms].toSorted()).toEqual(Object.keys(arrows).toSorted());
  });

  it("lets a package import only the rooms below it", () => {
    const wrong = imports.filter(({ room, target, test }) => {
      const other = /^@ingot\/([^/]+)/.exec(target)?.[1];
      return other !== undefined && !test && other !== room && !(arrows[room] ?? []).includes(other);
    });
    expect(wrong.map(told)).toEqual([]);
  });

  it("gives the client of the API its types and nothing else", () => {
    const text = projectFiles()
      .filter((file) => file.startsWith("packages/client/src/") && isSource(file) && !file.includes(".test."))
      .map((file) => ({
        file,
        values: /^import (?!type )[^;]*"@ingot\/(api|services|db)/m.test(readProjectFile(file)),
      }));
    expect(text.filter(({ values }) => values).map(({ file }) => file)).toEqual([]);
  });

  it("keeps relative imports inside their own room", () => {
    const escaping = imports.filter(({ file, target, test }) => {
      if (!target.startsWith(".") || test) return false;
      const resolved = new URL(target, `file:///${file}`).pathname;
      return !resolved.startsWith(`/packages/${file.split("/")[1]}/`);
    });
    expect(escaping.map(told)).toEqual([]);
  });

  it("keeps pure code pure: no input or output, no clock, no chance, no environment", () => {
    const outside = imports.filter(
      ({ room, target, test }) => pureRooms.includes(room) && !test && target.startsWith("node:"),
    );
    expect(outside.map(told)).toEqual([]);
    const impure = projectFiles()
      .filter((file) => pureRooms.some((room) => file.startsWith(`packages/${room}/src/`)))
      .filter((file) => isSource(file) && !/\.test\./.test(file))
      .filter((file) =>
        /\bDate\.now\(|new Date\(\)|Math\.random\(|\bprocess\.|performance\.now\(/.test(
          withoutComments(readProjectFile(file)),
        ),
      );
    expect(impure).toEqual([]);
  });

  it("never lets services know of Temporal, or anything but workflows and apps start it", () => {
    const temporal = imports.filter(({ room, target }) => target.startsWith("@temporalio/") && room !== "workflows");
    expect(temporal.map(told)).toEqual([]);
  });

  it("never lets a workflow reach an activity's code: it would land in the bundle", () => {
    const reached = projectFiles()
      .filter((file) => /^packages\/workflows\/src\/.*workflow\.ts$/.test(file))
      .filter((file) => /^import (?!type )[^;]*(activities\.ts|@ingot\/services)/m.test(readProjectFile(file)));
    expect(reached).toEqual([]);
  });

  it("keeps routers without logic: they know verbs and schemas, never the database", () => {
    const knowing = imports.filter(
      ({ file, target, test }) =>
        file.startsWith("packages/api/src/router/") && !test && /@ingot\/db|drizzle/.test(target),
    );
    expect(knowing.map(told)).toEqual([]);
  });
});
