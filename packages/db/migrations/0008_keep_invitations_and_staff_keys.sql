CREATE TABLE "staff_key" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"secret_hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_by_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "staff_key_secretHash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
ALTER TABLE "api_key" ADD COLUMN "created_by_id" text;--> statement-breakpoint
ALTER TABLE "auth"."invitation" ADD COLUMN "inviter_name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "auth"."invitation" ADD COLUMN "token_hash" text;--> statement-breakpoint
CREATE UNIQUE INDEX "invitation_pending" ON "auth"."invitation" USING btree ("organization_id","email") WHERE status = 'pending';--> statement-breakpoint
ALTER TABLE "auth"."invitation" ADD CONSTRAINT "invitation_tokenHash_unique" UNIQUE("token_hash");