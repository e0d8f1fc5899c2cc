import { makeId } from "@ingot/units";
import type { Upload } from "../api/outputs.ts";

/** Why no answer about an upload's rows came; shaped like every other failure of the API. */
class UploadFailure extends Error {
  readonly data: { readonly code: string; readonly requestId: string | null } | null;
  constructor(message: string, data: UploadFailure["data"]) {
    super(message);
    this.data = data;
  }
}

/** An id chosen here, so that progress can be asked for while the bytes still travel. */
export const newUploadId = (): string => makeId("upload", Date.now(), crypto.getRandomValues(new Uint8Array(10)));

interface UploadRequest {
  readonly datasetId: string;
  readonly uploadId: string;
  readonly file: File;
  readonly onSent: (bytes: number) => void;
  readonly signal: AbortSignal;
}

function failureOfAnswer(request: XMLHttpRequest): UploadFailure {
  const body = request.response as { error?: { code?: string; message?: string; request_id?: string } } | null;
  const error = body?.error;
  return new UploadFailure(error?.message ?? `The upload was refused (status ${request.status}).`, {
    code: error?.code ?? "UPLOAD_FAILED",
    requestId: error?.request_id ?? null,
  });
}

/** Sends a file as the next version. XMLHttpRequest, since fetch does not tell how much was sent. */
export function sendFile({ datasetId, uploadId, file, onSent, signal }: UploadRequest): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `/api/v1/datasets/${encodeURIComponent(datasetId)}/content`);
    request.responseType = "json";
    request.setRequestHeader("content-type", "application/jsonl");
    request.setRequestHeader("x-upload-id", uploadId);
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name.toWellFormed()));
    request.upload.addEventListener("progress", ({ loaded }) => onSent(loaded));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as Upload);
      else reject(failureOfAnswer(request));
    });
    request.addEventListener("error", () => reject(new UploadFailure("The connection was lost.", null)));
    request.addEventListener("abort", () =>
      reject(new UploadFailure("You stopped the upload; nothing was stored.", { code: "STOPPED", requestId: null })),
    );
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
