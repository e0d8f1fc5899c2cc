/** What a credential may do: noun and verb. Read covers lists and single things, write covers everything that changes. */
export const scopes = [
  "organization.write",
  "member.read",
  "member.write",
  "key.read",
  "key.write",
  "dataset.read",
  "dataset.write",
  "dataset.export",
  "fence.write",
  "fence.approve",
  "quote.read",
  "quote.write",
  "contract.read",
  "contract.accept",
  "contract.write",
  "checkpoint.read",
  "checkpoint.export",
  "invoice.read",
  "invoice.pay",
  "budget.read",
  "budget.write",
  "audit.read",
  "clock.write",
  "fleet.read",
  "fleet.write",
  "books.read",
  "books.write",
  "ledger.read",
  "credit.write",
  "platform_audit.read",
] as const;

export type Scope = (typeof scopes)[number];

const reading: readonly Scope[] = ["dataset.read", "quote.read", "contract.read", "checkpoint.read", "member.read"];

const engineering: readonly Scope[] = [
  ...reading,
  "dataset.write",
  "dataset.export",
  "quote.write",
  "contract.write",
  "checkpoint.export",
  "key.read",
  "clock.write",
];

const administering: readonly Scope[] = [
  ...engineering,
  "contract.accept",
  "key.write",
  "member.write",
  "fence.write",
  "fence.approve",
  "invoice.read",
  "budget.read",
  "budget.write",
  "audit.read",
];

/** Roles of customers (`organization`) and of our own staff (`platform`), with their scopes. Roles only permit. */
export const roles = {
  owner: { side: "organization", scopes: [...administering, "organization.write", "invoice.pay"] },
  admin: { side: "organization", scopes: administering },
  engineer: { side: "organization", scopes: engineering },
  finance: {
    side: "organization",
    scopes: [
      "quote.read",
      "contract.read",
      "contract.accept",
      "invoice.read",
      "invoice.pay",
      "budget.read",
      "budget.write",
      "member.read",
    ],
  },
  viewer: { side: "organization", scopes: reading },
  operator: { side: "platform", scopes: ["fleet.read", "fleet.write", "books.read", "clock.write", "credit.write"] },
  finance_staff: {
    side: "platform",
    scopes: ["books.read", "books.write", "ledger.read", "credit.write", "fleet.read"],
  },
  auditor: { side: "platform", scopes: ["platform_audit.read", "ledger.read", "books.read", "fleet.read"] },
} as const satisfies Record<string, { readonly side: "organization" | "platform"; readonly scopes: readonly Scope[] }>;

export type Role = keyof typeof roles;
export type OrganizationRole = {
  [Name in Role]: (typeof roles)[Name]["side"] extends "organization" ? Name : never;
}[Role];
export type PlatformRole = Exclude<Role, OrganizationRole>;

export const isRole = (text: string): text is Role => Object.hasOwn(roles, text);
export const isScope = (text: string): text is Scope => (scopes as readonly string[]).includes(text);

/** The scopes of a role; none for a role that does not exist, so that a misspelt role opens nothing. */
export const scopesOf = (role: string): ReadonlySet<Scope> => new Set<Scope>(isRole(role) ? roles[role].scopes : []);

/** What a key may do: its own scopes, never more than its maker's role has now. */
export function scopesOfKey(keyScopes: readonly string[], makerRole: string): ReadonlySet<Scope> {
  const maker = scopesOf(makerRole);
  return new Set(keyScopes.filter(isScope).filter((scope) => maker.has(scope)));
}
