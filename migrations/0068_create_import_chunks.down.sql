DO $$
BEGIN
  IF EXISTS (SELECT FROM import_chunks) THEN
    RAISE EXCEPTION 'files that wait to be imported would be lost';
  END IF;
END
$$;
DROP TABLE import_chunks;
