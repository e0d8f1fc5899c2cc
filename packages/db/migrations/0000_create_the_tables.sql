CREATE SCHEMA "auth";
--> statement-breakpoint
CREATE TABLE "api_key" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"secret_hash" text NOT NULL,
	"role" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "api_key" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_entry" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text,
	"action" text NOT NULL,
	"actor" jsonb NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"request_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audit_entry" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "idempotency_key" (
	"organization_id" text NOT NULL,
	"actor_id" text NOT NULL,
	"key" text NOT NULL,
	"action" text NOT NULL,
	"request_hash" text NOT NULL,
	"response" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_key_organization_id_actor_id_key_pk" PRIMARY KEY("organization_id","actor_id","key")
);
--> statement-breakpoint
ALTER TABLE "idempotency_key" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"done_at" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "outbox" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "auth"."account" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth"."invitation" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"email" text NOT NULL,
	"role" text,
	"status" text DEFAULT 'pending' NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"inviter_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth"."member" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text DEFAULT 'viewer' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth"."organization" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"logo" text,
	"country" text DEFAULT 'FR' NOT NULL,
	"metadata" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organization_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "auth"."rate_limit" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"last_request" bigint NOT NULL,
	CONSTRAINT "rate_limit_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "auth"."session" (
	"id" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"token" text NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"user_id" text NOT NULL,
	"active_organization_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "session_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "auth"."staff_member" (
	"user_id" text PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth"."user" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "auth"."verification" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "capacity_hold" (
	"id" text PRIMARY KEY NOT NULL,
	"site_id" text NOT NULL,
	"system_id" text NOT NULL,
	"nodes" integer NOT NULL,
	"contract_id" text NOT NULL,
	"during" "tstzrange" NOT NULL,
	"released_at" timestamp (3) with time zone,
	CONSTRAINT "capacity_hold_contractId_unique" UNIQUE("contract_id")
);
--> statement-breakpoint
CREATE TABLE "device_lease" (
	"id" text PRIMARY KEY NOT NULL,
	"site_id" text NOT NULL,
	"node_id" text NOT NULL,
	"job_id" text NOT NULL,
	"during" "tstzrange" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contract" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"quote_id" text NOT NULL,
	"number" text NOT NULL,
	"status" text NOT NULL,
	"canceled_by" text,
	"site_id" text NOT NULL,
	"currency" text NOT NULL,
	"price_minor" bigint NOT NULL,
	"tokens_contracted" bigint NOT NULL,
	"promised_finish" timestamp (3) with time zone NOT NULL,
	"paused_milliseconds" bigint DEFAULT 0 NOT NULL,
	"paused_at" timestamp (3) with time zone,
	"fence" jsonb NOT NULL,
	"accepted_at" timestamp (3) with time zone NOT NULL,
	"accepted_by" text NOT NULL,
	"signed_name" text NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"validation" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"event_sequence" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "contract_quoteId_unique" UNIQUE("quote_id"),
	CONSTRAINT "contract_number_unique" UNIQUE("number"),
	CONSTRAINT "contract_in_organization" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "contract" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "quote" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"number" text NOT NULL,
	"status" text NOT NULL,
	"document" text NOT NULL,
	"hash" text NOT NULL,
	"signature" text NOT NULL,
	"presentation" jsonb NOT NULL,
	"model_id" text NOT NULL,
	"system_id" text NOT NULL,
	"devices" integer NOT NULL,
	"site_id" text NOT NULL,
	"dataset_version_id" text NOT NULL,
	"tokens_contracted" bigint NOT NULL,
	"currency" text NOT NULL,
	"price_minor" bigint NOT NULL,
	"promised_finish" timestamp (3) with time zone NOT NULL,
	"probability" double precision NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "quote_number_unique" UNIQUE("number"),
	CONSTRAINT "quote_in_organization" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "quote" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "dataset" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"fence" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dataset_name_of_organization" UNIQUE("organization_id","name"),
	CONSTRAINT "dataset_in_organization" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "dataset" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "dataset_version" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"dataset_id" text NOT NULL,
	"number" integer NOT NULL,
	"content_hash" text NOT NULL,
	"manifest" jsonb NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"bytes_added" bigint DEFAULT 0 NOT NULL,
	"records" bigint DEFAULT 0 NOT NULL,
	"chunks" integer NOT NULL,
	"token_counts" jsonb NOT NULL,
	"fence" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dataset_version_number" UNIQUE("dataset_id","number"),
	CONSTRAINT "dataset_version_in_organization" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "dataset_version" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "upload" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"dataset_id" text NOT NULL,
	"status" text NOT NULL,
	"bytes_received" bigint DEFAULT 0 NOT NULL,
	"bytes_expected" bigint,
	"records" bigint DEFAULT 0 NOT NULL,
	"tokens" bigint DEFAULT 0 NOT NULL,
	"rows_rejected" bigint DEFAULT 0 NOT NULL,
	"rejected_rows" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"message" text,
	"dataset_version_id" text,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "upload" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "checkpoint" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"contract_id" text NOT NULL,
	"job_id" text NOT NULL,
	"site_id" text NOT NULL,
	"step" bigint NOT NULL,
	"tokens" bigint NOT NULL,
	"hash" text NOT NULL,
	"parent_hash" text,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"store_key" text NOT NULL,
	"fence" jsonb NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"final" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
ALTER TABLE "checkpoint" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "contract_event" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"contract_id" text NOT NULL,
	"job_id" text,
	"sequence" integer NOT NULL,
	"event_key" text NOT NULL,
	"type" text NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "contract_event" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "job" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"contract_id" text NOT NULL,
	"site_id" text NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"status_reason" text,
	"fault_party" text,
	"phase" text,
	"queue_position" integer,
	"steps_completed" bigint DEFAULT 0 NOT NULL,
	"total_steps" bigint DEFAULT 0 NOT NULL,
	"steps_lost" bigint DEFAULT 0 NOT NULL,
	"interruptions" integer DEFAULT 0 NOT NULL,
	"estimated_p_50" timestamp (3) with time zone,
	"estimated_p_90" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"terminal" boolean DEFAULT false NOT NULL,
	CONSTRAINT "job_in_organization" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "job" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "job_metric" (
	"organization_id" text NOT NULL,
	"contract_id" text NOT NULL,
	"job_id" text NOT NULL,
	"step" bigint NOT NULL,
	"tokens" bigint NOT NULL,
	"loss" double precision NOT NULL,
	"tokens_per_second" double precision NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "job_metric_job_id_step_pk" PRIMARY KEY("job_id","step")
);
--> statement-breakpoint
ALTER TABLE "job_metric" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "job_request" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"job_id" text NOT NULL,
	"site_id" text NOT NULL,
	"kind" text NOT NULL,
	"requested_by" text NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"handled_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "job_request" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "job_state" (
	"job_id" text PRIMARY KEY NOT NULL,
	"site_id" text NOT NULL,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "document_counter" (
	"series" text PRIMARY KEY NOT NULL,
	"next" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invoice" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"contract_id" text NOT NULL,
	"kind" text NOT NULL,
	"sequence" integer DEFAULT 1 NOT NULL,
	"number" text,
	"status" text NOT NULL,
	"currency" text NOT NULL,
	"lines" jsonb NOT NULL,
	"net_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	"tax_note" text NOT NULL,
	"document" jsonb NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"paid_at" timestamp (3) with time zone,
	"pdf_hash" text,
	"pdf_key" text,
	CONSTRAINT "invoice_number_unique" UNIQUE("number")
);
--> statement-breakpoint
ALTER TABLE "invoice" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ledger_account" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"kind" text NOT NULL,
	"currency" text NOT NULL,
	"posted_minor" bigint DEFAULT 0 NOT NULL,
	"held_minor" bigint DEFAULT 0 NOT NULL,
	"floor_minor" bigint,
	CONSTRAINT "ledger_account_kind" UNIQUE("organization_id","kind","currency"),
	CONSTRAINT "ledger_account_floor" CHECK (floor_minor is null or posted_minor - held_minor >= floor_minor),
	CONSTRAINT "ledger_account_held" CHECK (held_minor >= 0)
);
--> statement-breakpoint
ALTER TABLE "ledger_account" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ledger_transfer" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"reference" text NOT NULL,
	"kind" text NOT NULL,
	"debit_account_id" text NOT NULL,
	"credit_account_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"hold_id" text,
	"label" text NOT NULL,
	"contract_id" text,
	"invoice_id" text,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ledger_transfer_amount" CHECK (amount_minor > 0),
	CONSTRAINT "ledger_transfer_two_accounts" CHECK (debit_account_id <> credit_account_id)
);
--> statement-breakpoint
ALTER TABLE "ledger_transfer" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "platform_clock" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"mode" text NOT NULL,
	"anchor_real" timestamp (3) with time zone NOT NULL,
	"anchor_platform" timestamp (3) with time zone NOT NULL,
	"rate" double precision DEFAULT 1 NOT NULL,
	"heartbeat_real" timestamp (3) with time zone NOT NULL,
	"time_lapse" boolean DEFAULT false NOT NULL,
	CONSTRAINT "platform_clock_is_one_row" CHECK ("platform_clock"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "price_book" (
	"id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"document" jsonb NOT NULL,
	"digest" text NOT NULL,
	"effective_from" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "price_book_version_unique" UNIQUE("version")
);
--> statement-breakpoint
CREATE TABLE "cluster" (
	"id" text PRIMARY KEY NOT NULL,
	"site_id" text NOT NULL,
	"system_id" text NOT NULL,
	"label" text NOT NULL,
	"nodes" integer NOT NULL,
	"devices_per_node" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "node" (
	"id" text PRIMARY KEY NOT NULL,
	"site_id" text NOT NULL,
	"cluster_id" text NOT NULL,
	"index" integer NOT NULL,
	"status" text NOT NULL,
	"repaired_at" timestamp (3) with time zone,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "node_fault" (
	"id" text PRIMARY KEY NOT NULL,
	"site_id" text NOT NULL,
	"node_id" text,
	"job_id" text,
	"cause" text NOT NULL,
	"injected_by" text,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"repaired_at" timestamp (3) with time zone,
	"event_key" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "site" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"label" text NOT NULL,
	"country" text NOT NULL,
	"latitude" double precision NOT NULL,
	"longitude" double precision NOT NULL,
	"fault_profile" text NOT NULL,
	"frontier" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "site_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "site_request" (
	"id" text PRIMARY KEY NOT NULL,
	"site_id" text NOT NULL,
	"kind" text NOT NULL,
	"node_id" text NOT NULL,
	"requested_by" text NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"handled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "site_secret" (
	"site_id" text PRIMARY KEY NOT NULL,
	"seed" text NOT NULL,
	"state" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "auth"."account" ADD CONSTRAINT "account_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "auth"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."invitation" ADD CONSTRAINT "invitation_organization_id_organization_id_fk" FOREIGN KEY ("organization_id") REFERENCES "auth"."organization"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."invitation" ADD CONSTRAINT "invitation_inviter_id_user_id_fk" FOREIGN KEY ("inviter_id") REFERENCES "auth"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."member" ADD CONSTRAINT "member_organization_id_organization_id_fk" FOREIGN KEY ("organization_id") REFERENCES "auth"."organization"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."member" ADD CONSTRAINT "member_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "auth"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."session" ADD CONSTRAINT "session_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "auth"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."staff_member" ADD CONSTRAINT "staff_member_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "auth"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "capacity_hold" ADD CONSTRAINT "capacity_hold_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contract" ADD CONSTRAINT "contract_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contract" ADD CONSTRAINT "contract_organization_id_quote_id_quote_organization_id_id_fk" FOREIGN KEY ("organization_id","quote_id") REFERENCES "public"."quote"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quote" ADD CONSTRAINT "quote_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quote" ADD CONSTRAINT "quote_organization_id_dataset_version_id_dataset_version_organization_id_id_fk" FOREIGN KEY ("organization_id","dataset_version_id") REFERENCES "public"."dataset_version"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_version" ADD CONSTRAINT "dataset_version_organization_id_dataset_id_dataset_organization_id_id_fk" FOREIGN KEY ("organization_id","dataset_id") REFERENCES "public"."dataset"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upload" ADD CONSTRAINT "upload_organization_id_dataset_id_dataset_organization_id_id_fk" FOREIGN KEY ("organization_id","dataset_id") REFERENCES "public"."dataset"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job" ADD CONSTRAINT "job_organization_id_contract_id_contract_organization_id_id_fk" FOREIGN KEY ("organization_id","contract_id") REFERENCES "public"."contract"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cluster" ADD CONSTRAINT "cluster_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "node" ADD CONSTRAINT "node_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "node" ADD CONSTRAINT "node_cluster_id_cluster_id_fk" FOREIGN KEY ("cluster_id") REFERENCES "public"."cluster"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "node_fault" ADD CONSTRAINT "node_fault_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "site_request" ADD CONSTRAINT "site_request_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "site_secret" ADD CONSTRAINT "site_secret_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_key_secret" ON "api_key" USING btree ("secret_hash");--> statement-breakpoint
CREATE INDEX "audit_entry_of_organization" ON "audit_entry" USING btree ("organization_id","at");--> statement-breakpoint
CREATE INDEX "outbox_open" ON "outbox" USING btree ("done_at","id");--> statement-breakpoint
CREATE INDEX "account_user_id" ON "auth"."account" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "member_of_organization" ON "auth"."member" USING btree ("organization_id","user_id");--> statement-breakpoint
CREATE INDEX "session_user_id" ON "auth"."session" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "verification_identifier" ON "auth"."verification" USING btree ("identifier");--> statement-breakpoint
CREATE INDEX "capacity_hold_of_site" ON "capacity_hold" USING btree ("site_id","system_id");--> statement-breakpoint
CREATE INDEX "device_lease_of_job" ON "device_lease" USING btree ("job_id");--> statement-breakpoint
CREATE INDEX "device_lease_of_node" ON "device_lease" USING btree ("node_id");--> statement-breakpoint
CREATE INDEX "contract_of_organization" ON "contract" USING btree ("organization_id","accepted_at");--> statement-breakpoint
CREATE INDEX "quote_of_organization" ON "quote" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "upload_of_dataset" ON "upload" USING btree ("dataset_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "checkpoint_step" ON "checkpoint" USING btree ("job_id","step");--> statement-breakpoint
CREATE UNIQUE INDEX "contract_event_sequence" ON "contract_event" USING btree ("contract_id","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "contract_event_key" ON "contract_event" USING btree ("contract_id","event_key");--> statement-breakpoint
CREATE INDEX "job_of_site" ON "job" USING btree ("site_id","terminal");--> statement-breakpoint
CREATE INDEX "job_of_contract" ON "job" USING btree ("contract_id");--> statement-breakpoint
CREATE INDEX "job_request_open" ON "job_request" USING btree ("site_id","handled_at");--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_of_contract" ON "invoice" USING btree ("contract_id","kind","sequence");--> statement-breakpoint
CREATE INDEX "invoice_of_organization" ON "invoice" USING btree ("organization_id","issued_at");--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_transfer_reference" ON "ledger_transfer" USING btree ("organization_id","reference");--> statement-breakpoint
CREATE INDEX "ledger_transfer_of_contract" ON "ledger_transfer" USING btree ("contract_id");--> statement-breakpoint
CREATE INDEX "node_of_site" ON "node" USING btree ("site_id");--> statement-breakpoint
CREATE UNIQUE INDEX "node_of_cluster" ON "node" USING btree ("cluster_id","index");--> statement-breakpoint
CREATE UNIQUE INDEX "node_fault_event_key" ON "node_fault" USING btree ("site_id","event_key");--> statement-breakpoint
CREATE INDEX "node_fault_of_site" ON "node_fault" USING btree ("site_id","effective_at");--> statement-breakpoint
CREATE INDEX "site_request_open" ON "site_request" USING btree ("site_id","handled_at");--> statement-breakpoint
CREATE POLICY "api_key_of_organization" ON "api_key" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "api_key_of_platform" ON "api_key" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "api_key_of_sign_in" ON "api_key" AS PERMISSIVE FOR ALL TO "ingot_auth" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "audit_entry_of_organization" ON "audit_entry" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "audit_entry_of_platform" ON "audit_entry" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "idempotency_key_of_organization" ON "idempotency_key" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "idempotency_key_of_platform" ON "idempotency_key" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "outbox_of_organization" ON "outbox" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "outbox_of_platform" ON "outbox" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "contract_of_organization" ON "contract" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "contract_of_platform" ON "contract" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "quote_of_organization" ON "quote" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "quote_of_platform" ON "quote" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "dataset_of_organization" ON "dataset" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "dataset_of_platform" ON "dataset" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "dataset_version_of_organization" ON "dataset_version" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "dataset_version_of_platform" ON "dataset_version" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "upload_of_organization" ON "upload" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "upload_of_platform" ON "upload" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "checkpoint_of_organization" ON "checkpoint" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "checkpoint_of_platform" ON "checkpoint" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "contract_event_of_organization" ON "contract_event" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "contract_event_of_platform" ON "contract_event" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "job_of_organization" ON "job" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "job_of_platform" ON "job" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "job_metric_of_organization" ON "job_metric" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "job_metric_of_platform" ON "job_metric" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "job_request_of_organization" ON "job_request" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "job_request_of_platform" ON "job_request" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "invoice_of_organization" ON "invoice" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "invoice_of_platform" ON "invoice" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "ledger_account_of_organization" ON "ledger_account" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "ledger_account_of_platform" ON "ledger_account" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "ledger_transfer_of_organization" ON "ledger_transfer" AS PERMISSIVE FOR ALL TO "ingot_app" USING (organization_id = nullif(current_setting('ingot.organization', true), '')) WITH CHECK (organization_id = nullif(current_setting('ingot.organization', true), ''));--> statement-breakpoint
CREATE POLICY "ledger_transfer_of_platform" ON "ledger_transfer" AS PERMISSIVE FOR ALL TO "ingot_platform" USING (true) WITH CHECK (true);