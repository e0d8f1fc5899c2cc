// The SQL that one request sends, told by PostgreSQL itself, so that it can be sent again without everything around it.
import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import postgres from "postgres";

export interface Statement {
  readonly role: string;
  readonly text: string;
}

const prefix = "ingot-bench %u ";
/** A log entry may reach the file a moment after the answer. */
const settleMilliseconds = 300;

/** Says every statement to the log while `ask` runs. **Returns** them with their values put in, in their order. */
export async function statementsOf(
  superuser: string,
  logFile: string,
  ask: () => Promise<unknown>,
): Promise<Statement[]> {
  const sql = postgres(superuser, { max: 1, onnotice: () => {} });
  const settle = () => new Promise((resolve) => setTimeout(resolve, settleMilliseconds));
  try {
    await sql.unsafe(`alter system set log_line_prefix = '${prefix}'`);
    await sql.unsafe("alter system set log_statement = 'all'");
    await sql`select pg_reload_conf()`;
    await settle();
    const from = statSync(logFile).size;
    await ask();
    await settle();
    return readStatements(readFileSync(logFile).subarray(from).toString("utf8"));
  } finally {
    await sql.unsafe("alter system reset log_statement");
    await sql.unsafe("alter system reset log_line_prefix");
    await sql`select pg_reload_conf()`;
    await sql.end({ timeout: 1 });
  }
}

function readStatements(text: string): Statement[] {
  const entries = text.split(/^ingot-bench /m).slice(1);
  const found: Statement[] = [];
  for (const entry of entries) {
    const [, role = "", said = ""] = /^(\S+) ([\s\S]*)$/.exec(entry.trimEnd()) ?? [];
    const statement = /^LOG: {2}(?:execute [^:]+|statement): ([\s\S]*)$/.exec(said)?.[1];
    const values = /^DETAIL: {2}Parameters: ([\s\S]*)$/.exec(said)?.[1];
    const last = found.at(-1);
    if (statement !== undefined) found.push({ role, text: statement });
    else if (values !== undefined && last) found[found.length - 1] = { role, text: fill(last.text, values) };
  }
  return found;
}

/** Puts values, as PostgreSQL writes them into its log, in the places of `$1`, `$2`. */
function fill(text: string, values: string): string {
  const literals = new Map(
    [...values.matchAll(/\$(\d+) = ('(?:[^']|'')*'|NULL)/g)].map(([, at, value]) => [at, value]),
  );
  return text.replaceAll(/\$(\d+)/g, (place, at: string) => literals.get(at) ?? place);
}

const ids = /(?<![0-9a-f])[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}([0-9a-f]{12})(?![0-9a-f])/g;

const idEndings = (statements: readonly Statement[]): Set<string> =>
  new Set(statements.flatMap(({ text }) => [...text.matchAll(ids)].map(([, ending = ""]) => ending)));

/** What a request writes has ids of its own, and is refused a second time: the endings of those another did not have. */
export function madeAnew(statements: readonly Statement[], another: readonly Statement[]): string[] {
  const standing = idEndings(another);
  return [...idEndings(statements)].filter((ending) => !standing.has(ending));
}

/** The statements with other ids in the places of those that the request made. */
function withFreshIds(statements: readonly Statement[], made: readonly string[]): readonly Statement[] {
  if (made.length === 0) return statements;
  const fresh = new Map(made.map((ending) => [ending, randomBytes(6).toString("hex")]));
  const ending = new RegExp(made.join("|"), "g");
  return statements.map(({ role, text }) => ({ role, text: text.replace(ending, (old) => fresh.get(old) ?? old) }));
}

/** Sends statements as they were sent: each role on its connection of the lane, one after the other. */
export function replayer(
  urls: Readonly<Record<string, string>>,
  lanes: number,
  statements: readonly Statement[],
  made: readonly string[],
) {
  const roles = [...new Set(statements.map(({ role }) => role))];
  const connect = (role: string) => postgres(urls[role] ?? "", { max: 1, onnotice: () => {} });
  const connections = Array.from({ length: lanes }, () => new Map(roles.map((role) => [role, connect(role)])));
  return {
    replay: async (lane: number): Promise<void> => {
      for (const { role, text } of withFreshIds(statements, made))
        await connections[lane]?.get(role)?.unsafe(text).simple();
    },
    close: () => Promise.all(connections.flatMap((each) => [...each.values()].map((sql) => sql.end({ timeout: 1 })))),
  };
}
