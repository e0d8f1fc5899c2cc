-- Who may touch what. Owner of everything is the migrator; FORCE binds even the owner to the policies.
GRANT USAGE ON SCHEMA public TO ingot_app, ingot_platform, ingot_auth;
--> statement-breakpoint
GRANT USAGE ON SCHEMA auth TO ingot_app, ingot_platform, ingot_auth;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA auth TO ingot_auth;
--> statement-breakpoint
-- Sessions, passwords and verification codes belong to sign-in alone.
GRANT SELECT ON auth.organization, auth.member TO ingot_app, ingot_platform;
--> statement-breakpoint
GRANT SELECT (id, name, email, image) ON auth."user" TO ingot_app, ingot_platform;
--> statement-breakpoint
GRANT SELECT ON auth.staff_member TO ingot_platform;
--> statement-breakpoint
ALTER TABLE auth.organization ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE auth.member ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE auth."user" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY organization_of_sign_in ON auth.organization TO ingot_auth USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY organization_of_itself ON auth.organization FOR SELECT TO ingot_app
  USING (id = nullif(current_setting('ingot.organization', true), ''));
--> statement-breakpoint
CREATE POLICY organization_of_platform ON auth.organization FOR SELECT TO ingot_platform USING (true);
--> statement-breakpoint
CREATE POLICY member_of_sign_in ON auth.member TO ingot_auth USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY member_of_itself ON auth.member FOR SELECT TO ingot_app
  USING (organization_id = nullif(current_setting('ingot.organization', true), ''));
--> statement-breakpoint
CREATE POLICY member_of_platform ON auth.member FOR SELECT TO ingot_platform USING (true);
--> statement-breakpoint
CREATE POLICY user_of_sign_in ON auth."user" TO ingot_auth USING (true) WITH CHECK (true);
--> statement-breakpoint
-- A colleague is visible, a stranger is not: the subquery runs under member's own policy.
CREATE POLICY user_of_organization ON auth."user" FOR SELECT TO ingot_app
  USING (id IN (SELECT member.user_id FROM auth.member AS member));
--> statement-breakpoint
CREATE POLICY user_of_platform ON auth."user" FOR SELECT TO ingot_platform USING (true);
--> statement-breakpoint
GRANT SELECT ON site, cluster, price_book, platform_clock TO ingot_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON capacity_hold, document_counter TO ingot_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON
  dataset, dataset_version, upload, quote, contract, job, job_request, invoice, idempotency_key, api_key, ledger_account
  TO ingot_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON contract_event, job_metric, checkpoint, ledger_transfer, audit_entry, outbox TO ingot_app;
--> statement-breakpoint
-- The simulator's state is written when a contract is accepted and never read back by the application.
GRANT INSERT ON job_state TO ingot_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ingot_platform;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON ledger_transfer, audit_entry, contract_event FROM ingot_platform;
--> statement-breakpoint
GRANT SELECT, UPDATE ON api_key TO ingot_auth;
--> statement-breakpoint
DO $$
DECLARE tenant_table text;
BEGIN
  FOR tenant_table IN
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'organization_id'
  LOOP
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant_table);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gist;
--> statement-breakpoint
ALTER TABLE device_lease ADD CONSTRAINT device_lease_apart EXCLUDE USING gist (node_id WITH =, during WITH &&);
--> statement-breakpoint
ALTER TABLE upload ADD CONSTRAINT upload_rows_rejected_kept CHECK (jsonb_array_length(rejected_rows) <= 100);
