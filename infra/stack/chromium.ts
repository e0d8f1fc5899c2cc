// The browser of the end-to-end tests: whichever this machine already has, else the one that comes as a package.
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { Failure } from "../bootstrap/failure.mjs";
import { runCaptured } from "./command.ts";
import { inRoot } from "./paths.ts";
import { onPath } from "./temporal-find.ts";

const ON_PATH = ["chromium", "chromium-headless-shell", "google-chrome"];
const fromTests = createRequire(inRoot("test", "package.json"));

function mayRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Browser packages belong to the tests, so they are looked up from there. */
async function importFromTests<Module>(name: string): Promise<Module | undefined> {
  try {
    return (await import(fromTests.resolve(name))) as Module;
  } catch {
    return undefined;
  }
}

async function playwrightsOwn(): Promise<string | undefined> {
  const module = await importFromTests<{ default: { chromium: { executablePath(): string } } }>("@playwright/test");
  const file = module?.default.chromium.executablePath();
  return file !== undefined && existsSync(file) ? file : undefined;
}

async function packaged(): Promise<string | undefined> {
  const module = await importFromTests<{ default: { executablePath(): Promise<string> } }>("@sparticuz/chromium");
  const file = await module?.default.executablePath();
  if (file === undefined || !mayRun(file)) return undefined; // the unpacked file is shared by all users of the machine
  return (await runCaptured(file, ["--version"])).code === 0 ? file : undefined;
}

async function installed(): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || onPath("apt-get") === undefined) return undefined;
  await runCaptured("apt-get", ["install", "-y", "--no-install-recommends", "chromium"]);
  return onPath("chromium");
}

export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const chosen = env.INGOT_CHROMIUM;
  if (chosen !== undefined && chosen !== "") {
    if (mayRun(chosen)) return chosen;
    throw new Failure(`INGOT_CHROMIUM names ${chosen}, which is not a program that this user may run.`);
  }
  const onThePath = ON_PATH.map((name) => onPath(name, env)).find((file) => file !== undefined);
  const found = (await playwrightsOwn()) ?? onThePath ?? (await packaged()) ?? (await installed());
  if (found !== undefined) return found;
  throw new Failure(
    "The end-to-end tests need Chromium, and none was found or could be unpacked. " +
      "Install chromium, or set INGOT_CHROMIUM to a Chromium or Chrome.",
  );
}
