import type { OpenStack } from "./stack.ts";

/** The last words of a start: where, as whom, how to end it. */
export function closingBlock({ url, demo }: OpenStack): string {
  const people = demo?.people ?? [];
  const width = Math.max(0, ...people.map(({ email }) => email.length));
  const rows = people.map(({ email, who }) => `    ${email.padEnd(width)}  ${who}`);
  const signIn = people.length === 0 ? [] : ["", `  Sign in      (password of all: ${demo?.password})`, ...rows];
  return [
    "",
    `  Ingot        ${url}`,
    `  REST         ${url}/api/v1`,
    `  Health       ${url}/api/health`,
    ...signIn,
    "",
    "  Ctrl-C stops everything; starting again continues. `npm run status` shows the parts.",
    "",
    "",
  ].join("\n");
}
