export interface FileToSend {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type: string;
  /** Content hash in hexadecimal, for whoever checks what arrived. */
  readonly hash?: string;
}

/** A file to keep, under its own name. */
export function fileResponse({ name, bytes, type, hash }: FileToSend): Response {
  const headers = new Headers({
    "content-type": type,
    "content-length": String(bytes.length),
    "content-disposition": `attachment; filename="${name.replaceAll(/[^\w.-]/g, "_")}"`,
  });
  if (hash !== undefined) headers.set("x-content-hash", hash);
  return new Response(new Uint8Array(bytes), { headers });
}
