ALTER TABLE device_lease DROP CONSTRAINT device_lease_apart;
--> statement-breakpoint
ALTER TABLE device_lease ADD CONSTRAINT device_lease_apart
  EXCLUDE USING gist (node_id WITH =, devices WITH &&, during WITH &&);
