ALTER TABLE "node_fault" ADD COLUMN "dead_cores" integer;--> statement-breakpoint
ALTER TABLE "node_fault" ADD COLUMN "remapped" boolean;