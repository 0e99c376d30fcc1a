DO $$
BEGIN
  IF EXISTS (SELECT FROM programs WHERE joining = 'closed') THEN
    RAISE EXCEPTION 'there are programs that nobody may join, which would be open';
  END IF;
END
$$;
ALTER TABLE programs DROP COLUMN joining;
