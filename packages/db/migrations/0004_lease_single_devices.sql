ALTER TABLE "device_lease" ADD COLUMN "devices" "int4range" NOT NULL;--> statement-breakpoint
ALTER TABLE "device_lease" ADD COLUMN "lease_key" text NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "device_lease_key" ON "device_lease" USING btree ("site_id","lease_key","devices");