import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Paths of every file of the project: those that git tracks and the new ones that it does not ignore. */
export function projectFiles(): string[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--deduplicate"], { cwd: root });
  const gone = execFileSync("git", ["ls-files", "-d"], { cwd: root }).toString("utf8").split("\n");
  return listed
    .toString("utf8")
    .split("\n")
    .filter((path) => path !== "" && !gone.includes(path));
}

export const readProjectFile = (path: string): string => readFileSync(`${root}${path}`, "utf8");

export const isSource = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path) && !path.endsWith(".d.ts");

/** What a source file imports, static and dynamic, as written. */
export function importsOf(text: string): string[] {
  const found = text.matchAll(
    /(?:^|\s)(?:import|export)\s(?:[^"';]*?\sfrom\s)?["']([^"']+)["']|import\(\s*["']([^"']+)["']/g,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? "");
}

/** The text without its comments: a rule about code is not a rule about prose. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
