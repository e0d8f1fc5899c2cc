import { demoOrganizations, demoPassword, type DemoPerson, demoStaff } from "@ingot/services/demo/people";

/** Somebody that a demo's sign-in page offers. */
export interface DemoSignIn extends DemoPerson {
  readonly password: string;
  readonly organization: string;
  readonly role: string;
}

/** The people of the demo, or null on a stack that is none. */
export async function demoSignIns(): Promise<readonly DemoSignIn[] | null> {
  if (process.env["INGOT_DEMO"] !== "1") return null;
  const customers = demoOrganizations.flatMap(({ name: organization, people }) =>
    people.map((person) => ({ ...person, organization, password: demoPassword })),
  );
  const staff = demoStaff.map((person) => ({
    ...person,
    role: person.role.replace("_", " "),
    organization: "Ingot",
    password: demoPassword,
  }));
  return [...customers, ...staff];
}
