DO $$
BEGIN
  IF EXISTS (SELECT FROM outbox) THEN
    RAISE EXCEPTION 'table outbox still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE outbox_deliveries, outbox;
