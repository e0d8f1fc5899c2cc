-- Balances move after the row is written, not before: a row trigger that runs before an insert also runs for a row that
-- ON CONFLICT DO NOTHING then leaves out, and would move money without a transfer.
DROP TRIGGER ledger_transfer_applies ON ledger_transfer;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION ledger_apply_transfer() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  debit ledger_account;
  credit ledger_account;
  taken bigint;
  reserved bigint;
BEGIN
  -- Locked in the order of their ids, so that two transfers between the same accounts cannot deadlock.
  PERFORM 1 FROM ledger_account
    WHERE id IN (NEW.debit_account_id, NEW.credit_account_id) ORDER BY id FOR UPDATE;
  SELECT * INTO STRICT debit FROM ledger_account WHERE id = NEW.debit_account_id;
  SELECT * INTO STRICT credit FROM ledger_account WHERE id = NEW.credit_account_id;
  IF debit.organization_id <> NEW.organization_id OR credit.organization_id <> NEW.organization_id
     OR debit.currency <> credit.currency THEN
    RAISE EXCEPTION 'a transfer stays within one organization and currency' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.kind IN ('settle', 'release') THEN
    SELECT amount_minor INTO STRICT reserved FROM ledger_transfer
      WHERE id = NEW.hold_id AND kind = 'hold' AND debit_account_id = NEW.debit_account_id;
    SELECT coalesce(sum(amount_minor), 0) INTO taken FROM ledger_transfer
      WHERE hold_id = NEW.hold_id AND kind IN ('settle', 'release') AND id <> NEW.id;
    IF taken + NEW.amount_minor > reserved THEN
      RAISE EXCEPTION 'a hold of % cannot give %, % is resolved already', reserved, NEW.amount_minor, taken
        USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  UPDATE ledger_account SET
      held_minor = held_minor + CASE NEW.kind
        WHEN 'hold' THEN NEW.amount_minor WHEN 'post' THEN 0 ELSE -NEW.amount_minor END,
      posted_minor = posted_minor - CASE WHEN NEW.kind IN ('post', 'settle') THEN NEW.amount_minor ELSE 0 END
    WHERE id = NEW.debit_account_id;
  IF NEW.kind IN ('post', 'settle') THEN
    UPDATE ledger_account SET posted_minor = posted_minor + NEW.amount_minor WHERE id = NEW.credit_account_id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_transfer_applies AFTER INSERT ON ledger_transfer
  FOR EACH ROW EXECUTE FUNCTION ledger_apply_transfer();
