import type { Command } from "commander";
import { anonymousClientOf, print, type Terminal } from "../terminal.ts";
import { count, large, table } from "../text.ts";

export function addCatalog(program: Command, terminal: Terminal): void {
  program
    .command("models")
    .description("list the models that can be trained")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const answer = await anonymousClientOf(terminal).api.catalog.models.query();
      print(terminal, options, answer, () =>
        table(
          ["ID", "MODEL", "PARAMETERS>", "LAYERS>", "HIDDEN>", "CONTEXT>"],
          answer.items.map((model) => [
            model.id,
            model.label,
            large(model.parameters),
            count(model.layers),
            count(model.hidden),
            count(model.context_length),
          ]),
        ),
      );
    });

  program
    .command("systems")
    .description("list the hardware, and where it stands")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const answer = await anonymousClientOf(terminal).api.catalog.systems.query();
      print(terminal, options, answer, () =>
        table(
          ["ID", "SYSTEM", "KIND", "DEVICES>", "COUNTRIES"],
          answer.items.map((system) => [
            system.id,
            system.label,
            system.device_kind,
            count(system.devices_available),
            system.countries.join(" "),
          ]),
        ),
      );
    });
}
