import { createAccessControl } from "better-auth/plugins/access";
import { adminAc, defaultStatements, memberAc, ownerAc } from "better-auth/plugins/organization/access";
import type { Actor } from "../context.ts";

type CustomerRole = Extract<Actor, { kind: "person" }>["role"];
type StaffRole = Extract<Actor, { kind: "staff" }>["role"];

export const accessControl = createAccessControl(defaultStatements);

/** What a role may do with members and invitations at sign-in; every other right is a scope of governance. */
export const signInRoles = {
  owner: accessControl.newRole(ownerAc.statements),
  admin: accessControl.newRole(adminAc.statements),
  engineer: accessControl.newRole(memberAc.statements),
  finance: accessControl.newRole(memberAc.statements),
  viewer: accessControl.newRole(memberAc.statements),
} as const satisfies Record<CustomerRole, unknown>;

const staffRoles: Record<StaffRole, true> = { operator: true, finance_staff: true, auditor: true };

/** Our role, or undefined for a text that names none: an unknown role must open nothing. */
export const asCustomerRole = (text: string): CustomerRole | undefined =>
  Object.hasOwn(signInRoles, text) ? (text as CustomerRole) : undefined;

export const asStaffRole = (text: string): StaffRole | undefined =>
  Object.hasOwn(staffRoles, text) ? (text as StaffRole) : undefined;
