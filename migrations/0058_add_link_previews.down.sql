DO $$
BEGIN
  IF EXISTS (SELECT FROM programs WHERE preview_title IS NOT NULL) THEN
    RAISE EXCEPTION 'there are previews of links, which would be lost';
  END IF;
END
$$;
ALTER TABLE programs DROP COLUMN preview_title, DROP COLUMN preview_description, DROP COLUMN preview_image;
