import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100;

interface Standing {
  readonly parent: number;
  readonly seconds: number;
}

function readStanding(pid: number): Standing | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond };
  } catch {
    return undefined; // it has ended meanwhile
  }
}

/** Processor time of a process and all that it started and that still runs. **Unit** seconds. Linux only. */
export function processorSeconds(pid: number): number {
  const all = new Map<number, Standing>();
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    const standing = readStanding(Number(name));
    if (standing) all.set(Number(name), standing);
  }
  const below = (id: number): boolean => {
    const standing = all.get(id);
    return id === pid || (standing !== undefined && standing.parent > 0 && below(standing.parent));
  };
  return [...all].reduce((sum, [id, { seconds }]) => (below(id) ? sum + seconds : sum), 0);
}
