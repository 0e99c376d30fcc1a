-- What clicks were called where they were recorded before they were imported: conversions of that time name them so.
-- alias is a hash of the id there; a conversion that comes before its click holds it as its click_id until then.
CREATE TABLE click_aliases (
  program_id uuid NOT NULL,
  alias      uuid NOT NULL,
  click_id   uuid NOT NULL,
  CONSTRAINT click_aliases_pkey PRIMARY KEY (program_id, alias)
);
