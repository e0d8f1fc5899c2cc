-- A quote counts a node under repair from its return on: the application may see when that is, and nothing of its state.
GRANT SELECT (repaired_at) ON node TO ingot_app;
