DO $$
BEGIN
  IF EXISTS (SELECT FROM conversions) THEN
    RAISE EXCEPTION 'table conversions still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE conversions;
