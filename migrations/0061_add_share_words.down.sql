DO $$
BEGIN
  IF EXISTS (SELECT FROM programs WHERE share_text IS NOT NULL OR share_subject IS NOT NULL) THEN
    RAISE EXCEPTION 'there are words to share, which would be lost';
  END IF;
END
$$;
ALTER TABLE programs DROP COLUMN share_text, DROP COLUMN share_subject;
