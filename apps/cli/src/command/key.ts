import { type Command, Option } from "commander";
import { clientOf, print, type Terminal } from "../terminal.ts";
import { instant, table } from "../text.ts";

interface Options {
  readonly json?: boolean;
}

export function addKeys(program: Command, terminal: Terminal): void {
  const keys = program.command("keys").description("API keys of the organization");

  keys
    .command("list")
    .description("list keys, newest first")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const answer = await clientOf(terminal).api.key.list.query();
      print(terminal, options, answer, () =>
        table(
          ["ID", "NAME", "PREFIX", "ROLE", "BY", "EXPIRES", "LAST USED", "REVOKED"],
          answer.items.map((key) => [
            key.id,
            key.name,
            key.prefix,
            key.role,
            key.created_by,
            instant(key.expires_at),
            instant(key.last_used_at),
            instant(key.revoked_at),
          ]),
        ),
      );
    });

  keys
    .command("create")
    .description("make a key; only a person may, so this is refused to a key: use the portal's settings")
    .argument("<name>", "what it is for")
    .addOption(new Option("--role <role>").choices(["admin", "engineer", "finance", "viewer"]).default("engineer"))
    .option("--json", "print JSON")
    .action(async (name: string, options: Options & { role: "admin" | "engineer" | "finance" | "viewer" }) => {
      const answer = await clientOf(terminal).api.key.create.mutate({ name, role: options.role });
      print(terminal, options, answer, () => [
        answer.secret ?? "The secret was said in an earlier answer: revoke this key and make another.",
        "This is the only time it is shown.",
      ]);
    });

  keys
    .command("revoke")
    .description("end a key now")
    .argument("<id>", "key_…")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options) => {
      const answer = await clientOf(terminal).api.key.revoke.mutate({ id });
      print(terminal, options, answer, () => [`${answer.name} ended at ${instant(answer.revoked_at)}.`]);
    });
}
