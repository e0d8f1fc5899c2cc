"use client";

import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTRPC } from "../api/client.tsx";
import { newUploadId, sendFile } from "./upload.ts";

interface Sending {
  readonly uploadId: string;
  readonly name: string;
  readonly size: number;
}

/** One upload at a time: what was sent by this browser, and what Ingot has read of it. */
export function useUpload(datasetId: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [sending, setSending] = useState<Sending | null>(null);
  const [sent, setSent] = useState(0);
  const stopper = useRef<AbortController | null>(null);
  const send = useMutation({
    mutationFn: async (file: File) => {
      const uploadId = newUploadId();
      stopper.current = new AbortController();
      setSent(0);
      setSending({ uploadId, name: file.name, size: file.size });
      return sendFile({ datasetId, uploadId, file, onSent: setSent, signal: stopper.current.signal });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.dataset.pathKey() }),
  });
  const read = useQuery(
    trpc.dataset.upload.queryOptions(send.isPending && sending && sent > 0 ? { id: sending.uploadId } : skipToken, {
      refetchInterval: 700,
      staleTime: 0,
      retry: false,
    }),
  );
  return {
    start: send.mutate,
    stop: () => stopper.current?.abort(),
    pending: send.isPending,
    sending,
    sent,
    read: read.data,
    outcome: send.data,
    error: send.error,
  };
}
