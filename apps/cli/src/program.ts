import { Command } from "commander";
import { addCatalog } from "./command/catalog.ts";
import { addCheckpoints, addContracts } from "./command/contract.ts";
import { addDatasets } from "./command/dataset.ts";
import { addFleet } from "./command/fleet.ts";
import { addDownload } from "./command/file.ts";
import { addKeys } from "./command/key.ts";
import { addInvoices } from "./command/money.ts";
import { addPlan } from "./command/plan.ts";
import { addQuotes } from "./command/quote.ts";
import { addSession } from "./command/session.ts";
import { addValidate } from "./command/validate.ts";
import type { Terminal } from "./terminal.ts";
import { addWafer } from "./wafer/wafer.ts";

/** Every command, on the given terminal. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command("ingot")
    .description("Model training by the piece: one price, one date, the reasons for both.")
    .configureOutput({
      writeOut: (text) => void terminal.output.write(text),
      writeErr: (text) => void terminal.remarks.write(text),
    })
    .showSuggestionAfterError()
    // A command's own options end where its subcommand begins: both may have a --json.
    .enablePositionalOptions()
    .exitOverride();
  addSession(program, terminal);
  addCatalog(program, terminal);
  addDatasets(program, terminal);
  addQuotes(program, terminal);
  addContracts(program, terminal);
  addCheckpoints(program, terminal);
  addInvoices(program, terminal);
  addKeys(program, terminal);
  addFleet(program, terminal);
  addPlan(program, terminal);
  addValidate(program, terminal);
  addWafer(program, terminal);
  addDownload(child(program, "checkpoints"), terminal, {
    name: "download",
    description: "download a checkpoint and print its hash",
    id: "ckpt_…",
    open: (client, id) => client.downloadCheckpoint(id),
  });
  addDownload(child(program, "invoices"), terminal, {
    name: "pdf",
    description: "download an invoice as PDF",
    id: "inv_…",
    open: (client, id) => client.downloadInvoice(id),
  });
  return program;
}

function child(program: Command, name: string): Command {
  const found = program.commands.find((command) => command.name() === name);
  if (!found) throw new Error(`there is a command ${name}`);
  return found;
}
