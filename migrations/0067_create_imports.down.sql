DO $$
BEGIN
  IF EXISTS (SELECT FROM imports) THEN
    RAISE EXCEPTION 'what was imported, and what was refused of it, would be lost';
  END IF;
END
$$;
DROP TABLE import_refusals;
DROP TABLE imports;
