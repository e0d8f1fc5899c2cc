import type { AppRouter } from "@ingot/api";
import { createTRPCClient, type TRPCClient } from "@trpc/client";
import { type Download, download } from "./download.ts";
import { type Connection, linksOf } from "./link.ts";
import { type Upload, uploadDataset, type UploadOptions } from "./upload.ts";
import { watchContract, type Watching, type WatchOptions } from "./watch.ts";

/** Everything that can be done from outside. Failures are IngotError. */
export interface IngotClient {
  /** The procedures: `api.quote.create.mutate({ … })`, `api.contract.list.query({})`. */
  readonly api: TRPCClient<AppRouter>;
  readonly uploadDataset: (options: UploadOptions) => Promise<Upload>;
  readonly watchContract: (options: WatchOptions) => AsyncGenerator<Watching>;
  readonly downloadCheckpoint: (id: string) => Promise<Download>;
  readonly downloadInvoice: (id: string) => Promise<Download>;
}

/** A client for one portal. **Throws** TypeError for a `url` that is none. */
export function createIngotClient(options: Connection): IngotClient {
  if (!URL.canParse(options.url)) throw new TypeError(`url must be a URL, received "${options.url}"`);
  const connection = { ...options, url: new URL(options.url).origin };
  return {
    api: createTRPCClient<AppRouter>({ links: linksOf(connection) }),
    uploadDataset: (upload) => uploadDataset(connection, upload),
    watchContract: (watch) => watchContract(connection, watch),
    downloadCheckpoint: (id) => download(connection, `/checkpoints/${encodeURIComponent(id)}/content`),
    downloadInvoice: (id) => download(connection, `/invoices/${encodeURIComponent(id)}/pdf`),
  };
}
