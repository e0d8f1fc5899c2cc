import { demoOrganizations, demoPassword, demoStaff } from "@ingot/services/demo/people";
import { host } from "../../server/platform.ts";
import type { DemoSignIn } from "../../src/session/demo-sign-ins.tsx";
import { spellOut } from "../../src/words/sentences.ts";

/** Everybody of the demo; null where this is no demo. */
export function demoSignIns(): readonly DemoSignIn[] | null {
  if (!host().platform.demo) return null;
  const customers = demoOrganizations.flatMap(({ name: organization, people }) =>
    people.map(({ name, email, role }) => ({ name, email, role, organization, password: demoPassword })),
  );
  const staff = demoStaff.map(({ name, email, role }) => {
    return { name, email, role: spellOut(role).toLowerCase(), organization: "Ingot", password: demoPassword };
  });
  return [...customers, ...staff];
}
