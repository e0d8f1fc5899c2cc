-- A price counts machines that are up: the application may see that much of a node, and nothing of its state.
GRANT SELECT (id, site_id, cluster_id, status) ON node TO ingot_app;
--> statement-breakpoint
-- Leases name no organization, so the application asks for them by the ids of jobs that its own policies show it.
CREATE FUNCTION held_nodes(job_ids text[]) RETURNS TABLE (job_id text, node_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT lease.job_id, lease.node_id FROM device_lease AS lease
  WHERE lease.job_id = ANY (job_ids) AND upper_inf(lease.during)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION held_nodes(text[]) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION held_nodes(text[]) TO ingot_app, ingot_platform;
