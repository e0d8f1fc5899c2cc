-- Balances follow transfers inside the database: nothing else may move them, and both accounts must be of one
-- organization and currency.
CREATE FUNCTION ledger_apply_transfer() RETURNS trigger
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
      WHERE hold_id = NEW.hold_id AND kind IN ('settle', 'release');
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
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_transfer_applies BEFORE INSERT ON ledger_transfer
  FOR EACH ROW EXECUTE FUNCTION ledger_apply_transfer();
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_transfer_stays BEFORE UPDATE OR DELETE ON ledger_transfer
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER contract_event_stays BEFORE UPDATE OR DELETE ON contract_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
