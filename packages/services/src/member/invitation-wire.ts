import type { tables } from "@ingot/db";
import type { z } from "zod";
import type { invitationSchema } from "./schemas.ts";

export type InvitationWire = z.infer<typeof invitationSchema>;
export type InvitationRow = typeof tables.invitation.$inferSelect;

/** Expiry needs no job: whoever looks compares the clock. */
export function invitationStatusAt(row: InvitationRow, now: Date): InvitationWire["status"] {
  if (row.status === "pending") return now >= row.expiresAt ? "expired" : "pending";
  return row.status === "accepted" ? "accepted" : "canceled";
}

/** An invitation as colleagues see it: never the secret of its link. */
export const invitationWire = (row: InvitationRow, now: Date): InvitationWire => ({
  id: row.id,
  email: row.email,
  role: row.role ?? "viewer",
  status: invitationStatusAt(row, now),
  invited_by: row.inviterName,
  created_at: row.createdAt.toISOString(),
  expires_at: row.expiresAt.toISOString(),
});
