ALTER TABLE "node" ADD COLUMN "returns_at" timestamp (3) with time zone GENERATED ALWAYS AS (case when status = 'down' and not coalesce((state ->> 'drainAfterRepair')::boolean, false) then repaired_at end) STORED;--> statement-breakpoint
-- What is to be drained after its repair is sold to nobody: the application sees when a node returns, not when it is mended.
REVOKE SELECT (repaired_at) ON node FROM ingot_app;
--> statement-breakpoint
GRANT SELECT (returns_at) ON node TO ingot_app;
