DO $$
BEGIN
  IF EXISTS (SELECT FROM inbox) THEN
    RAISE EXCEPTION 'table inbox still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE inbox_awaits;
DROP TABLE inbox_states;
DROP TABLE inbox;
