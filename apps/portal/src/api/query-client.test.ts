// Guarantee: a page whose session has ended finds out by its next question, and only then.
import { expect, test, vi } from "vitest";
import { makeQueryClient } from "./query-client.ts";

const refused = (code: string) => Object.assign(new Error("refused"), { data: { service: { code } } });

test.each([
  ["UNAUTHENTICATED", 1],
  ["FORBIDDEN", 0],
  ["NOT_FOUND", 0],
])("a query refused as %s leads to the sign-in %i times", async (code, times) => {
  const onSignedOut = vi.fn();
  const client = makeQueryClient(onSignedOut);
  const asked = client.fetchQuery({ queryKey: ["anything"], queryFn: () => Promise.reject(refused(code)) });
  await expect(asked).rejects.toThrow("refused");
  expect(onSignedOut).toHaveBeenCalledTimes(times);
});
