DO $$
BEGIN
  IF EXISTS (SELECT FROM ledger) THEN
    RAISE EXCEPTION 'table ledger still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE ledger;
