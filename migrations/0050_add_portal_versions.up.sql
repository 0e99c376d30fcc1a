-- Which address of an advocate's own page is good: raised when it is taken back.
ALTER TABLE advocates ADD COLUMN portal_version integer NOT NULL DEFAULT 1;
