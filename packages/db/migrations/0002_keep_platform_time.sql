-- Platform time, as design.md section 3 wants it: it stops two seconds after the last heartbeat, so that a stack that
-- is down costs nobody a day, and it never runs backwards.
CREATE FUNCTION platform_real_elapsed(clock platform_clock) RETURNS double precision
LANGUAGE sql VOLATILE AS $$
  SELECT greatest(0, extract(epoch FROM
    least(clock_timestamp(), clock.heartbeat_real + interval '2 seconds') - clock.anchor_real))
$$;
--> statement-breakpoint
CREATE FUNCTION platform_now() RETURNS timestamptz
LANGUAGE sql VOLATILE AS $$
  SELECT date_trunc('milliseconds', CASE clock.mode
    WHEN 'real' THEN clock_timestamp()
    ELSE clock.anchor_platform + make_interval(secs => clock.rate * platform_real_elapsed(clock))
  END)
  FROM platform_clock AS clock WHERE clock.id = 1
$$;
--> statement-breakpoint
-- The heartbeat: moves the anchors to this instant, so that a later gap counts only from here.
CREATE FUNCTION platform_beat() RETURNS timestamptz
LANGUAGE plpgsql VOLATILE AS $$
DECLARE moment timestamptz;
BEGIN
  PERFORM 1 FROM platform_clock WHERE id = 1 FOR UPDATE;
  moment := platform_now();
  UPDATE platform_clock
    SET anchor_platform = moment, anchor_real = clock_timestamp(), heartbeat_real = clock_timestamp()
    WHERE id = 1 AND mode = 'simulated';
  RETURN moment;
END $$;
--> statement-breakpoint
CREATE FUNCTION platform_set_rate(new_rate double precision, lapse boolean) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE AS $$
DECLARE moment timestamptz;
BEGIN
  moment := platform_beat();
  UPDATE platform_clock SET rate = new_rate, time_lapse = lapse WHERE id = 1 AND mode = 'simulated';
  RETURN moment;
END $$;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION platform_now(), platform_real_elapsed(platform_clock) TO ingot_app, ingot_platform;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION platform_beat(), platform_set_rate(double precision, boolean) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION platform_beat(), platform_set_rate(double precision, boolean) TO ingot_platform;
