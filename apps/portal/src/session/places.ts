import type { Session } from "../api/outputs.ts";

export interface Place {
  readonly href: string;
  readonly label: string;
}

const customerPlaces: readonly Place[] = [
  { href: "/home", label: "Home" },
  { href: "/datasets", label: "Datasets" },
  { href: "/quotes", label: "Quotes" },
  { href: "/contracts", label: "Contracts" },
  { href: "/invoices", label: "Invoices" },
  { href: "/workflows", label: "Workflows" },
  { href: "/settings", label: "Settings" },
];

const staffPlaces: readonly Place[] = [{ href: "/fleet", label: "Fleet" }];

/** Where the navigation leads for this person. */
export function placesOf(session: Session): readonly Place[] {
  return [...(session.staff_role ? staffPlaces : []), ...(session.organization ? customerPlaces : [])];
}

/** The first page after signing in. */
export function firstPlaceOf(session: Session): string {
  if (!session.person) return "/sign-in";
  return session.staff_role ? "/fleet" : "/home";
}
