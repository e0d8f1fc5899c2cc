import type { Command } from "commander";
import { clientOf, print, type Terminal } from "../terminal.ts";
import { facts, instant, money, table } from "../text.ts";

interface Options {
  readonly json?: boolean;
}

export function addInvoices(program: Command, terminal: Terminal): Command {
  const invoices = program.command("invoices").description("what was billed and credited");

  invoices
    .command("list")
    .description("list invoices and credit notes, newest first")
    .option("--contract <id>", "of one contract (ctr_…)")
    .option("--json", "print JSON")
    .action(async (options: Options & { contract?: string }) => {
      const input = options.contract === undefined ? {} : { contract_id: options.contract };
      const answer = await clientOf(terminal).api.invoice.list.query({ ...input, limit: 100 });
      print(terminal, options, answer, () =>
        table(
          ["ID", "NUMBER", "KIND", "STATUS", "CONTRACT", "TOTAL>", "ISSUED"],
          answer.items.map((each) => [
            each.id,
            each.number ?? "-",
            each.kind.replaceAll("_", " "),
            each.status,
            each.contract_number,
            money(each.total),
            instant(each.issued_at),
          ]),
        ),
      );
    });

  program
    .command("balance")
    .description("show the money available and held")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const answer = await clientOf(terminal).api.invoice.balance.query();
      print(terminal, options, answer, () =>
        facts([
          ["Available", money(answer.available)],
          ["Held", money(answer.held)],
        ]),
      );
    });
  return invoices;
}
