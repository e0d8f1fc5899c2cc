import { existsSync } from "node:fs";
import type { Environment } from "./environment.ts";
import { inRoot } from "./paths.ts";

export interface SeededDemo {
  password: string;
  people: { email: string; who: string }[];
}

export async function seed(env: Environment): Promise<SeededDemo | undefined> {
  void env;
  return existsSync(inRoot("packages", "services", "src", "demo", "seed.ts")) ? undefined : undefined;
}
