-- Members and invitations are written by the application, in the transaction that audits them; sign-in keeps its access.
ALTER TABLE auth.invitation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY invitation_of_sign_in ON auth.invitation TO ingot_auth USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY invitation_of_itself ON auth.invitation TO ingot_app
  USING (organization_id = nullif(current_setting('ingot.organization', true), ''))
  WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON auth.invitation TO ingot_app;
--> statement-breakpoint
DROP POLICY member_of_itself ON auth.member;
--> statement-breakpoint
CREATE POLICY member_of_itself ON auth.member TO ingot_app
  USING (organization_id = nullif(current_setting('ingot.organization', true), ''))
  WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));
--> statement-breakpoint
GRANT INSERT, UPDATE (role), DELETE ON auth.member TO ingot_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON staff_key TO ingot_platform;
--> statement-breakpoint
GRANT SELECT, UPDATE (last_used_at) ON staff_key TO ingot_auth;
