// Guarantee: names, sizes and papers of the tree keep the rules that the house is built on.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { errorCodes } from "../packages/services/src/errors.ts";
import { isSource, projectFiles, readProjectFile } from "./tree.ts";

const files = projectFiles();
const sources = files.filter(isSource);
const lines = (path: string) => readProjectFile(path).split("\n").length - 1;

describe("names", () => {
  it("never uses a name that says nothing", () => {
    const empty = /(^|\/)(utils?|common|helpers?|shared|types|lib|core|misc|v2)(\/|\.[a-z]+$)/;
    expect(files.filter((file) => empty.test(file))).toEqual([]);
  });

  it("writes file names in lower case with hyphens", () => {
    const allowed = /^[a-z0-9.()-]+$/;
    // A folder in brackets names a parameter of a page's address, and parameters are written as in code.
    const parameter = /^\[\[?(\.\.\.)?[a-z][A-Za-z]*\]?\]$/;
    const parts = sources.flatMap((file) => file.split("/").map((part) => ({ file, part })));
    const odd = parts.filter(({ part }) => !allowed.test(part) && !parameter.test(part));
    expect(odd.map(({ file }) => file)).toEqual([]);
  });

  it("spells American in identifiers", () => {
    const british = /\b[a-z]*(cancelled|cancelling|organisation|colour)[A-Za-z]*\s*[:=(]/;
    expect(sources.filter((file) => !file.startsWith("test/tidy") && british.test(readProjectFile(file)))).toEqual([]);
  });
});

describe("sizes", () => {
  it("keeps every source file at 400 lines or less", () => {
    expect(sources.filter((file) => lines(file) > 400)).toEqual([]);
  });

  it("keeps the README at 120 lines and those of packages at 60", () => {
    const readmes = files.filter((file) => file === "README.md" || /^packages\/[^/]+\/README\.md$/.test(file));
    const long = readmes.filter((file) => lines(file) > (file === "README.md" ? 120 : 60));
    expect(long).toEqual([]);
    const packages = files.filter((file) => /^packages\/[^/]+\/package\.json$/.test(file));
    expect(
      packages.map((file) => file.replace("package.json", "README.md")).filter((file) => !files.includes(file)),
    ).toEqual([]);
  });
});

describe("papers", () => {
  it("gives every error code its page, and a row in the table", () => {
    const pages = files.flatMap((file) => /^docs\/errors\/([A-Z_]+)\.md$/.exec(file)?.[1] ?? []);
    expect(errorCodes.filter((code) => !pages.includes(code))).toEqual([]);
    const table = readProjectFile("docs/errors/README.md");
    expect(errorCodes.filter((code) => !table.includes(code))).toEqual([]);
  });

  it("names every package and app in the picture of the house", () => {
    const picture = readProjectFile("docs/ARCHITECTURE.md");
    const rooms = files.flatMap((file) => /^(?:packages|apps)\/([^/]+)\/package\.json$/.exec(file)?.[1] ?? []);
    expect(rooms.filter((room) => !picture.includes(room))).toEqual([]);
  });

  it("links only to files that exist", () => {
    const broken = files
      .filter((file) => file.endsWith(".md"))
      .flatMap((file) =>
        [...readProjectFile(file).matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map((match) => ({
          file,
          target: match[1] ?? "",
        })),
      )
      .map(({ file, target }) => ({ file, target, path: new URL(target, `file:///${file}`).pathname.slice(1) }))
      .filter(
        ({ path }) => !files.includes(path) && !files.some((file) => file.startsWith(`${path.replace(/\/$/, "")}/`)),
      );
    expect(broken.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });
});

describe("migrations", () => {
  const journal = JSON.parse(readProjectFile("packages/db/migrations/meta/_journal.json")) as {
    entries: { idx: number; when: number; tag: string }[];
  };

  it("are applied in the order of their numbers: the migrator compares dates alone and skips older ones in silence", () => {
    for (const [index, entry] of journal.entries.entries()) {
      expect(entry.idx).toBe(index);
      expect(entry.when).toBeGreaterThan(journal.entries[index - 1]?.when ?? 0);
      expect(entry.tag).toMatch(new RegExp(`^${String(index).padStart(4, "0")}_[a-z_]+$`));
    }
  });

  it("are the files that lie there", () => {
    const tags = files.flatMap((file) => /^packages\/db\/migrations\/(.+)\.sql$/.exec(file)?.[1] ?? []);
    expect(tags.toSorted()).toEqual(journal.entries.map(({ tag }) => tag));
  });
});

describe("what installs", () => {
  it("comes by name and integrity, never from an address", () => {
    const lock = readProjectFile("pnpm-lock.yaml");
    expect(lock).not.toMatch(/https?:\/\//);
    expect(lock).not.toMatch(/tarball:/);
  });

  it("is pinned exactly", () => {
    const loose = files
      .filter((file) => /(^|\/)package\.json$/.test(file))
      .flatMap((file) => {
        const parsed = JSON.parse(readProjectFile(file)) as Record<string, Record<string, string> | undefined>;
        const all = { ...parsed["dependencies"], ...parsed["devDependencies"], ...parsed["optionalDependencies"] };
        return Object.entries(all).map(([name, version]) => ({ file, name, version }));
      })
      .filter(({ version }) => !/^(\d+\.\d+\.\d+(-[a-z0-9.]+)?|workspace:\*)$/.test(version));
    expect(loose).toEqual([]);
  });

  it("has no file twice under two names", () => {
    const hashes = new Map<string, string[]>();
    for (const file of sources.filter((path) => lines(path) > 10)) {
      const hash = createHash("sha256").update(readProjectFile(file)).digest("hex");
      hashes.set(hash, [...(hashes.get(hash) ?? []), file]);
    }
    expect([...hashes.values()].filter((same) => same.length > 1)).toEqual([]);
  });
});
