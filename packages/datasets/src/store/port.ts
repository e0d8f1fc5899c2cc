/** What a store knows about a blob without reading it. */
export interface BlobStat {
  /** **Unit** byte, as stored. */
  readonly bytes: number;
  /** When the blob was last put. **Unit** millisecond since 1970, by the store's own clock. */
  readonly modifiedAtMs: number;
}

/**
 * Where bytes lie: datasets in the customer's store, checkpoints in a site's. Keys are relative paths in lower case
 * (see `assertBlobKey`). A reader sees a whole blob or none.
 */
export interface BlobStore {
  /**
   * Makes `bytes` the blob at `key`, atomically and durably. Putting the same bytes again changes nothing but the date.
   * **Returns** whether anything had to be written.
   */
  put(key: string, bytes: Uint8Array): Promise<boolean>;
  get(key: string): Promise<Uint8Array | undefined>;
  has(key: string): Promise<boolean>;
  stat(key: string): Promise<BlobStat | undefined>;
  /** **Returns** whether there was a blob to delete. */
  delete(key: string): Promise<boolean>;
  /** Every key that starts with `prefix`, in ascending order. */
  list(prefix: string): AsyncIterable<string>;
  /** Removes what writers that died left behind, if it was begun before this time. **Returns** how many. */
  sweepUnfinished?(begunBeforeMs: number): Promise<number>;
}
