-- What exactly somebody agreed to, where the words are known.
ALTER TABLE consents ADD COLUMN wording text;
