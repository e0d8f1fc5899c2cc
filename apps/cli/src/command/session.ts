import { IngotError } from "@ingot/client";
import type { Command } from "commander";
import { credentialsFile, forgetCredentials, keepCredentials, readCredentials } from "../credentials.ts";
import { Refusal } from "../refusal.ts";
import { askSecret, clientOf, print, type Terminal } from "../terminal.ts";
import { facts } from "../text.ts";

export function addSession(program: Command, terminal: Terminal): void {
  program
    .command("login")
    .description("keep a portal's address and an API key for later commands")
    .option("--url <url>", "the portal's address")
    .option("--key <key>", "an API key (ik_…); asked for when left out, so that it stays out of the shell's history")
    .action(async (options: { url?: string; key?: string }) => {
      const url = options.url ?? readCredentials(terminal.env).url;
      if (!URL.canParse(url)) throw new Refusal(`--url must be a URL such as http://localhost:3000, received "${url}"`);
      const apiKey = options.key ?? (await askSecret(terminal, `API key for ${url}: `));
      if (!apiKey.startsWith("ik_"))
        throw new Refusal("an API key starts with ik_; make one in the portal under Settings (staff: API keys)");
      const session = await terminal.connect({ url, apiKey }).api.session.get.query();
      const file = keepCredentials(terminal.env, { url: new URL(url).origin, apiKey });
      terminal.output.write(`Logged in to ${url} for ${standingOf(session).join(" as ")}. Kept in ${file}.\n`);
    });

  program
    .command("logout")
    .description("forget the kept key (it stays valid until it is revoked)")
    .action(() => {
      forgetCredentials(terminal.env);
      terminal.output.write(`${credentialsFile(terminal.env)} is gone.\n`);
    });

  program
    .command("whoami")
    .description("show for whom the key acts and what it may do")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const session = await clientOf(terminal).api.session.get.query();
      const [organization, role] = standingOf(session);
      print(terminal, options, session, () =>
        facts([
          ["Portal", readCredentials(terminal.env).url],
          ["Organization", organization],
          ["Role", role],
          ["May", session.scopes.join(", ")],
        ]),
      );
    });
}

type Session = Awaited<ReturnType<ReturnType<typeof clientOf>["api"]["session"]["get"]["query"]>>;

/** For whom a key acts, and as what; our own staff act for Ingot. */
function standingOf({ organization, role, staff_role: staffRole }: Session): readonly [string, string] {
  if (staffRole) return ["Ingot", staffRole.replaceAll("_", " ")];
  if (organization && role) return [`${organization.name} (${organization.country})`, role];
  throw new IngotErrorOfNobody();
}

class IngotErrorOfNobody extends IngotError {
  constructor() {
    const message = "the portal knows nobody behind this request";
    super({ code: "UNAUTHENTICATED", message, details: {}, requestId: null });
  }
}
