import { acceptInvitation } from "@ingot/services/member/accept-invitation";
import { describeInvitation } from "@ingot/services/member/find-invitation";
import { invite } from "@ingot/services/member/invite";
import { listMembers } from "@ingot/services/member/list";
import { listInvitations } from "@ingot/services/member/list-invitations";
import { removeMember } from "@ingot/services/member/remove";
import { revokeInvitation } from "@ingot/services/member/revoke-invitation";
import * as schemas from "@ingot/services/member/schemas";
import { setMemberRole } from "@ingot/services/member/set-role";
import { customerProcedure, personProcedure, publicProcedure, router } from "../trpc.ts";

const tags = ["member"];

export const memberRouter = router({
  list: customerProcedure({ method: "GET", path: "/members", tags, summary: "The people of the organization" })
    .output(schemas.memberListOutput)
    .query(({ ctx }) => listMembers({ ctx: ctx.service, input: {} })),

  setRole: customerProcedure({ method: "POST", path: "/members/{id}/role", tags, summary: "Give another role" })
    .input(schemas.memberSetRoleInput)
    .output(schemas.memberChangeOutput)
    .mutation(({ ctx, input }) => setMemberRole({ ctx: ctx.service, input })),

  remove: customerProcedure({ method: "DELETE", path: "/members/{id}", tags, summary: "End a membership" })
    .input(schemas.memberRemoveInput)
    .output(schemas.memberChangeOutput)
    .mutation(({ ctx, input }) => removeMember({ ctx: ctx.service, input })),

  invitations: customerProcedure({ method: "GET", path: "/invitations", tags, summary: "Invitations not taken up" })
    .output(schemas.invitationListOutput)
    .query(({ ctx }) => listInvitations({ ctx: ctx.service, input: {} })),

  invite: customerProcedure({
    method: "POST",
    path: "/invitations",
    tags,
    summary: "Invite somebody by e-mail",
    successStatus: 201,
  })
    .input(schemas.inviteInput)
    .output(schemas.inviteOutput)
    .mutation(({ ctx, input }) => invite({ ctx: ctx.service, input })),

  revokeInvitation: customerProcedure({
    method: "DELETE",
    path: "/invitations/{id}",
    tags,
    summary: "End an invitation and its link",
  })
    .input(schemas.invitationRevokeInput)
    .output(schemas.invitationSchema)
    .mutation(({ ctx, input }) => revokeInvitation({ ctx: ctx.service, input })),

  // The token travels in the query, which is not logged.
  offer: publicProcedure({ method: "GET", path: "/invitation", tags, summary: "What an invitation's link offers" })
    .input(schemas.invitationTokenInput)
    .output(schemas.invitationOfferOutput)
    .query(({ ctx, input }) => describeInvitation({ ctx: ctx.service, input })),

  accept: personProcedure({ method: "POST", path: "/invitation/accept", tags, summary: "Join by an invitation's link" })
    .input(schemas.invitationTokenInput)
    .output(schemas.invitationAcceptOutput)
    .mutation(({ ctx, input }) =>
      acceptInvitation({ ctx: ctx.service, input: { ...input, person: ctx.identity.person } }),
    ),
});
