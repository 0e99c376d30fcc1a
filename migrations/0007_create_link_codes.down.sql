DO $$
BEGIN
  IF EXISTS (SELECT FROM link_codes) THEN
    RAISE EXCEPTION 'table link_codes still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE link_codes;
