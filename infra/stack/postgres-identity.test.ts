// Guarantees: PostgreSQL gets a user that is not root, by either way, and a plain user needs nothing.
import { expect, it } from "vitest";
import { runCaptured } from "./command.ts";
import { findIdentity, osUser, type Identity } from "./postgres-identity.ts";

const isRoot = process.getuid?.() === 0;

async function userSeenBy(identity: Identity): Promise<string> {
  const { command, args, uid, gid } = identity.wrap("id", ["-u"]);
  return (await runCaptured(command, args, { uid, gid })).output.trim();
}

it("leaves a plain user's commands as they are", async () => {
  const identity = await findIdentity("/bin/true", 1000);
  expect(identity.wrap("postgres", ["-D", "x"])).toEqual({ command: "postgres", args: ["-D", "x"] });
  expect(identity.owner).toBeUndefined();
});

it.runIf(isRoot)("is not root in whichever way this machine allows", async () => {
  expect(await userSeenBy(await findIdentity("/bin/true"))).not.toBe("0");
});

it.runIf(isRoot)("is the OS user postgres where there are no user namespaces", async () => {
  const identity = await osUser("/bin/true");
  expect(await userSeenBy(identity)).toBe(String(identity.owner?.uid));
  expect(identity.owner?.uid).not.toBe(0);
});
