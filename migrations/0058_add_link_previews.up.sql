-- What social networks show of a program's links where somebody shares one; without a title they are sent on to where the
-- links lead, as everybody is.
ALTER TABLE programs
  ADD COLUMN preview_title text,
  ADD COLUMN preview_description text,
  ADD COLUMN preview_image text,
  ADD CONSTRAINT programs_preview_has_title CHECK (
    preview_title IS NOT NULL OR (preview_description IS NULL AND preview_image IS NULL));
