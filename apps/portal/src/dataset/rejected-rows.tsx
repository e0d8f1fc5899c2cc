import { Alert, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { Upload } from "../api/outputs.ts";
import { formatCount, formatNoun } from "../format/number.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { spellOut } from "../words/sentences.ts";

const rules: Readonly<Record<string, string>> = {
  record_bytes: "longer than a row may be",
  utf8: "not UTF-8 text",
  json: "not one whole JSON value on this line",
  object: "JSON, but no object in braces",
  text_field: "no text in the field “text”",
  unicode: "half of a character (a lone surrogate)",
};

const ruleInWords = (rule: string): string => rules[rule] ?? spellOut(rule).toLowerCase();

/** Why a file was refused: each bad row by its line, as many as are listed, and how many there are. */
export function RejectedRows({ upload }: { readonly upload: Upload }) {
  const { rejected_rows: rows, rows_rejected: count } = upload;
  return (
    <Alert
      variant="outline"
      color="red"
      title={upload.message ?? "The file was refused; nothing of it is stored."}
      styles={{ title: { color: "var(--ingot-bad)" }, message: { color: "var(--mantine-color-text)" } }}
    >
      {rows.length > 0 && (
        <>
          <Text size="sm" mb="xs">
            {rows.length < count
              ? `The first ${formatCount(rows.length)} of ${formatNoun(count, "bad row")}.`
              : `${formatNoun(count, "bad row")}.`}{" "}
            Correct them and upload the file again.
          </Text>
          <div style={{ maxHeight: "20rem", overflowY: "auto", overflowX: "hidden" }}>
            <ScrollTable caption="Bad rows" minWidth={30}>
              <TableThead>
                <TableTr>
                  <TableTh className={pageClasses.number}>Line</TableTh>
                  <TableTh>What is wrong</TableTh>
                  <TableTh>Received</TableTh>
                </TableTr>
              </TableThead>
              <TableTbody>
                {rows.map((row) => (
                  <TableTr key={row.line}>
                    <TableTd className={pageClasses.number}>{formatCount(row.line)}</TableTd>
                    <TableTd>{ruleInWords(row.rule)}</TableTd>
                    <TableTd>
                      <code>{row.received}</code>
                    </TableTd>
                  </TableTr>
                ))}
              </TableTbody>
            </ScrollTable>
          </div>
        </>
      )}
    </Alert>
  );
}
