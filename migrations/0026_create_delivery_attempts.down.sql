DO $$
BEGIN
  IF EXISTS (SELECT FROM delivery_attempts) THEN
    RAISE EXCEPTION 'table delivery_attempts still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE delivery_attempts;
