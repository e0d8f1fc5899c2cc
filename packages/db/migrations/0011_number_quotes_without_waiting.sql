-- A counter's row makes everybody who asks for a quote wait for the one before; a sequence does not. It goes on where
-- the counter stood.
CREATE SEQUENCE quote_number;
--> statement-breakpoint
SELECT setval('quote_number', next, false) FROM document_counter WHERE series = 'quote';
--> statement-breakpoint
GRANT USAGE ON SEQUENCE quote_number TO ingot_app;
