"use client";

import { Alert, Button, Group, List, ListItem, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { Quote } from "../api/outputs.ts";
import { FailureNotice } from "../notice/failure-notice.tsx";
import { Facts } from "../value/facts.tsx";
import { Hash } from "../value/hash.tsx";
import classes from "./quote.module.css";
import { verifyQuote } from "./verify.ts";

/** Saves the signed document, byte for byte, beside its hash and signature. */
function download(quote: Quote) {
  const content = JSON.stringify(
    { document: quote.document, hash: quote.hash, signature: quote.signature, public_key: quote.public_key },
    null,
    2,
  );
  const address = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${quote.number}.json`;
  link.click();
  URL.revokeObjectURL(address);
}

function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Verdict({ quote }: { readonly quote: Quote }) {
  const verify = useMutation({ mutationFn: () => verifyQuote(quote) });
  const result = verify.data;
  const sound = result?.hash_matches && result.signature_valid && result.differences.length === 0;
  return (
    <>
      <Group gap="xs">
        <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
          Verify
        </Button>
        <Button variant="default" onClick={() => download(quote)}>
          Download JSON
        </Button>
      </Group>
      {verify.error && <FailureNotice error={verify.error} />}
      {result && (
        <Alert
          role="status"
          variant="outline"
          color={sound ? "green" : "red"}
          title={sound ? "The document is sound" : "The document does not hold"}
        >
          <List size="sm">
            <ListItem>
              {result.hash_matches ? "Its hash is the one stated." : "Its hash is another than stated."}
            </ListItem>
            <ListItem>
              {result.signature_valid ? "The signature is Ingot's." : "The signature is not Ingot's."}
            </ListItem>
            {result.differences.length === 0 && <ListItem>Recomputing every amount gives the same amounts.</ListItem>}
            {result.differences.map((difference) => (
              <ListItem key={difference.path}>
                {difference.path}: states {difference.stated}, recomputed {difference.recomputed}
              </ListItem>
            ))}
          </List>
        </Alert>
      )}
    </>
  );
}

/** The signed document, what proves it, and the means to check it. */
export function QuoteProof({ quote }: { readonly quote: Quote }) {
  return (
    <div className={classes.proof}>
      <Facts
        items={[
          { name: "SHA-256 of the document", value: <Hash value={quote.hash} of="the hash" length={16} /> },
          { name: "Ed25519 signature", value: <Hash value={quote.signature} of="the signature" length={16} /> },
          { name: "Public key", value: <Hash value={quote.public_key} of="the public key" length={16} /> },
        ]}
      />
      <Verdict quote={quote} />
      <details>
        <summary>The document</summary>
        <Text size="xs" c="dimmed" my="xs">
          Set out for reading; what is hashed and signed is the canonical JSON on one line, as in the download.
        </Text>
        <pre className={classes.document} tabIndex={0}>
          {readable(quote.document)}
        </pre>
      </details>
    </div>
  );
}
