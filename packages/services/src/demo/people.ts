import type { OrganizationRole, PlatformRole } from "@ingot/governance";

/** The password of everybody in the demo. It opens a stack that listens on this machine alone. */
export const demoPassword = "molten-metal-2026";

export interface DemoPerson {
  readonly name: string;
  readonly email: string;
}

export interface DemoOrganization {
  readonly slug: string;
  readonly name: string;
  readonly country: string;
  readonly people: readonly (DemoPerson & { readonly role: OrganizationRole })[];
  /** Opening balance. **Unit** cents of USD. */
  readonly balanceMinor: bigint;
}

export const demoOrganizations: readonly DemoOrganization[] = [
  {
    slug: "atelier-lumen",
    name: "Atelier Lumen",
    country: "FR",
    balanceMinor: 250_000_000n,
    people: [
      { name: "Olympe Garnier", email: "olympe@lumen.example", role: "owner" },
      { name: "Adrien Moreau", email: "adrien@lumen.example", role: "admin" },
      { name: "Inès Laurent", email: "ines@lumen.example", role: "engineer" },
      { name: "Félix Renard", email: "felix@lumen.example", role: "finance" },
      { name: "Victor Petit", email: "victor@lumen.example", role: "viewer" },
    ],
  },
  {
    slug: "northwind-robotics",
    name: "Northwind Robotics",
    country: "US",
    balanceMinor: 400_000_000n,
    people: [
      { name: "Olivia Brooks", email: "olivia@northwind.example", role: "owner" },
      { name: "Amir Haddad", email: "amir@northwind.example", role: "admin" },
      { name: "Erin Walsh", email: "erin@northwind.example", role: "engineer" },
      { name: "Frank Osei", email: "frank@northwind.example", role: "finance" },
      { name: "Vera Lindqvist", email: "vera@northwind.example", role: "viewer" },
    ],
  },
];

export const demoStaff: readonly (DemoPerson & { readonly role: PlatformRole })[] = [
  { name: "Otto Brandt", email: "otto@ingot.example", role: "operator" },
  { name: "Orla Byrne", email: "orla@ingot.example", role: "operator" },
  { name: "Fatou Diallo", email: "fatou@ingot.example", role: "finance_staff" },
  { name: "Aron Weiss", email: "aron@ingot.example", role: "auditor" },
];
