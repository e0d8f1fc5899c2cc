export { createIngotClient, type IngotClient } from "./client.ts";
export type { Download } from "./download.ts";
export { IngotError } from "./error.ts";
export { type Connection, newIdempotencyKey } from "./link.ts";
export type { Upload, UploadOptions } from "./upload.ts";
export type { Watching, WatchMessage, WatchOptions } from "./watch.ts";
