import type { Command } from "commander";
import { clientOf, print, type Terminal } from "../terminal.ts";
import { cancellationLines, contractLines, watchLine } from "../contract-text.ts";
import { count, instant, money, table } from "../text.ts";

interface Options {
  readonly json?: boolean;
}

export function addContracts(program: Command, terminal: Terminal): void {
  const contracts = program.command("contracts").description("your runs: look, follow, pause, resume, cancel");

  contracts
    .command("list")
    .description("list contracts, newest first")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const answer = await clientOf(terminal).api.contract.list.query({ limit: 100 });
      print(terminal, options, answer, () =>
        table(
          ["ID", "NUMBER", "STATUS", "JOB", "MODEL", "DONE>", "PRICE>", "PROMISED"],
          answer.items.map((each) => [
            each.id,
            each.number,
            each.status,
            each.job_status,
            each.model_label,
            `${Math.floor((100 * each.tokens_trained) / each.tokens_contracted)} %`,
            money(each.price),
            instant(each.promised_finish),
          ]),
        ),
      );
    });

  contracts
    .command("show")
    .description("show a contract with its jobs and money")
    .argument("<id>", "ctr_…")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options) => {
      const answer = await clientOf(terminal).api.contract.get.query({ id });
      print(terminal, options, answer, () => contractLines(answer));
    });

  contracts
    .command("watch")
    .description("follow a contract live; ends when it ends")
    .argument("<id>", "ctr_…")
    .option("--json", "print one JSON message a line")
    .action(async (id: string, options: Options) => {
      for await (const { message } of clientOf(terminal).watchContract({ contractId: id })) {
        const line = options.json ? JSON.stringify(message) : watchLine(message);
        if (line !== undefined) terminal.output.write(`${line}\n`);
      }
    });

  for (const [verb, description] of acts) {
    contracts
      .command(verb)
      .description(description)
      .argument("<id>", "ctr_…")
      .option("--json", "print JSON")
      .action(async (id: string, options: Options) => {
        const answer = await clientOf(terminal).api.contract[verb].mutate({ id });
        print(terminal, options, answer, () => contractLines(answer));
      });
  }

  addCancel(contracts, terminal);
}

function addCancel(contracts: Command, terminal: Terminal): void {
  contracts
    .command("cancel")
    .description("end early and pay for what was delivered")
    .argument("<id>", "ctr_…")
    .option("--dry-run", "only say what it would cost now")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options & { readonly dryRun?: boolean }) => {
      const { api } = clientOf(terminal);
      if (options.dryRun) {
        const bill = await api.contract.cancellation.query({ id });
        print(terminal, options, bill, () => cancellationLines(bill));
        return;
      }
      const answer = await api.contract.cancel.mutate({ id });
      print(terminal, options, answer, () => [...cancellationLines(answer.cancellation), "", ...contractLines(answer)]);
    });
}

const acts = [
  ["pause", "pause at the next checkpoint"],
  ["resume", "go on after a pause"],
] as const;

export function addCheckpoints(program: Command, terminal: Terminal): void {
  const checkpoints = program.command("checkpoints").description("the results of a contract");

  checkpoints
    .command("list")
    .description("list the checkpoints of a contract, newest first")
    .argument("<contract>", "ctr_…")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options) => {
      const answer = await clientOf(terminal).api.contract.checkpoints.query({ id, limit: 100 });
      print(terminal, options, answer, () =>
        table(
          ["ID", "STEP>", "TOKENS>", "FINAL", "SAVED", "HASH"],
          answer.items.map((each) => [
            each.id,
            count(each.step),
            count(each.tokens_trained),
            each.final ? "yes" : "",
            instant(each.effective_at),
            each.hash.slice(0, 16),
          ]),
        ),
      );
    });
}
