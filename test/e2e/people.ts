// The people of the demo who walk the journeys. Each journey has its own organization where balances matter.
import { demoOrganizations, demoPassword, demoStaff } from "@ingot/services/demo/people";

export interface Visitor {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

function find(email: string): Visitor {
  const everybody = [...demoOrganizations.flatMap(({ people }) => people), ...demoStaff];
  const person = everybody.find((each) => each.email === email);
  if (!person) throw new Error(`the demo has nobody with the address ${email}`);
  return { name: person.name, email, password: demoPassword };
}

/** Of Atelier Lumen: the owner; one who may buy and see the invoices; one who may only look. */
export const olympe = find("olympe@lumen.example");
export const adrien = find("adrien@lumen.example");
export const victor = find("victor@lumen.example");
/** Of Northwind Robotics: the owner. Its balance belongs to the journey that cancels: nothing else buys there. */
export const olivia = find("olivia@northwind.example");
/** Operates the fleet for Ingot. */
export const otto = find("otto@ingot.example");
