DO $$
BEGIN
  IF EXISTS (SELECT FROM consents WHERE wording IS NOT NULL) THEN
    RAISE EXCEPTION 'consents have wordings: going down would lose them';
  END IF;
END
$$;
ALTER TABLE consents DROP COLUMN wording;
