// From nothing to a signed contract over HTTP, for tests and benches that begin where the buying ends.
import type { Caller } from "./caller.ts";
import { mark } from "./mark.ts";

export interface Work {
  /** A model of the catalog; or one's own, with the encoding that it reads. */
  readonly model?: string;
  readonly config?: object;
  readonly tokens_counted_in?: string;
  readonly tokens: number;
  readonly wish?: { readonly system?: string; readonly devices?: number; readonly country?: string };
}

const must = async (caller: Caller, method: string, path: string, body?: unknown) => {
  const answer = await caller.rest(method, path, body === undefined ? {} : { body });
  if (answer.status < 300) return answer.body;
  throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
};

export interface Upload {
  readonly datasetId: string;
  readonly uploadId: string;
  readonly versionId: string;
}

/** A dataset of its own with one version of so many rows, each different. */
export async function makeVersion(caller: Caller, name: string, rows = 200): Promise<Upload> {
  const { id: datasetId } = await must(caller, "POST", "/datasets", { name: `${name} ${mark}` });
  const lines = Array.from(
    { length: rows },
    (_, row) => `${JSON.stringify({ text: `${name}, line ${row * row}.` })}\n`,
  );
  const answer = await caller.fetch(`/api/v1/datasets/${String(datasetId)}/content`, {
    method: "PUT",
    headers: { "content-type": "application/jsonl" },
    body: lines.join(""),
  });
  const upload = (await answer.json()) as Record<string, unknown>;
  if (upload["status"] !== "accepted") throw new Error(`the upload was answered ${JSON.stringify(upload)}`);
  return {
    datasetId: String(datasetId),
    uploadId: String(upload["id"]),
    versionId: String(upload["dataset_version_id"]),
  };
}

export const askFor = ({ versionId }: Pick<Upload, "versionId">, { wish = {}, ...work }: Work) => ({
  ...work,
  dataset_version: versionId,
  wish,
});

export async function makeQuote(caller: Caller, upload: Pick<Upload, "versionId">, work: Work) {
  const quote = await must(caller, "POST", "/quotes", askFor(upload, work));
  return { id: String(quote["id"]), hash: String(quote["hash"]) };
}

export async function signQuote(
  caller: Caller,
  quote: { readonly id: string; readonly hash: string },
): Promise<string> {
  const body = { hash: quote.hash, signed_name: "Signed over HTTP" };
  return String((await must(caller, "POST", `/quotes/${quote.id}/accept`, body))["contract_id"]);
}

/** **Returns** the id of a contract that has just been signed. */
export async function buy(caller: Caller, name: string, work: Work): Promise<string> {
  return signQuote(caller, await makeQuote(caller, await makeVersion(caller, name), work));
}
