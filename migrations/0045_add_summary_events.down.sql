-- They are counted again when they come back.
ALTER TABLE summaries DROP COLUMN events;
