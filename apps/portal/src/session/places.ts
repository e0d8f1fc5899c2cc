import type { Scope } from "@ingot/governance";
import type { Session } from "../api/outputs.ts";

export interface Place {
  readonly href: string;
  readonly label: string;
  /** The right without which the page would only refuse. */
  readonly scope?: Scope;
}

const customerPlaces: readonly Place[] = [
  { href: "/home", label: "Home" },
  { href: "/datasets", label: "Datasets" },
  { href: "/quotes", label: "Quotes" },
  { href: "/contracts", label: "Contracts" },
  { href: "/invoices", label: "Invoices", scope: "invoice.read" },
  { href: "/workflows", label: "Workflows" },
  { href: "/settings", label: "Settings" },
];

const staffPlaces: readonly Place[] = [
  { href: "/fleet", label: "Fleet" },
  { href: "/keys", label: "API keys", scope: "fleet.write" },
];

/** Open to everybody, signed in or not. */
const openPlaces: readonly Place[] = [{ href: "/planner", label: "Planner" }];

/** Where the navigation leads for this person. */
export function placesOf(session: Session): readonly Place[] {
  const places = [
    ...(session.staff_role ? staffPlaces : []),
    ...(session.organization ? customerPlaces : []),
    ...openPlaces,
  ];
  return places.filter(({ scope }) => scope === undefined || session.scopes.includes(scope));
}

/** Whether a page is of this person's side of the house: a customer's, or the staff's. Pages of neither are open. */
export function isOnOwnSide(session: Pick<Session, "staff_role" | "organization">, path: string): boolean {
  const among = (places: readonly Place[]) => places.some(({ href }) => path === href || path.startsWith(`${href}/`));
  if (among(staffPlaces)) return session.staff_role !== null;
  return session.organization !== null || !among([...customerPlaces, { href: "/quote", label: "New quote" }]);
}

/** The first page after signing in. */
export function firstPlaceOf(session: Session): string {
  if (!session.person) return "/sign-in";
  return session.staff_role ? "/fleet" : "/home";
}
