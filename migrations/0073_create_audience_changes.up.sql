-- People whose followers have changed, a row for each statement that changed some, until the audiences that this touches
-- are marked. Thousands of edges a statement cost one row: it is not looked here whose audiences those are.
CREATE TABLE audience_changes (
  program_id uuid   NOT NULL,
  id         bigint GENERATED ALWAYS AS IDENTITY,
  people     uuid[] NOT NULL,
  CONSTRAINT audience_changes_pkey PRIMARY KEY (program_id, id)
);
-- Ids do not compress.
ALTER TABLE audience_changes ALTER COLUMN people SET STORAGE EXTERNAL;
