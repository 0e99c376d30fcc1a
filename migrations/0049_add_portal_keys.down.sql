DO $$
BEGIN
  IF EXISTS (SELECT FROM advocates) THEN
    RAISE EXCEPTION 'there are advocates: going down would void the addresses of their pages';
  END IF;
END
$$;
ALTER TABLE programs DROP COLUMN portal_key;
