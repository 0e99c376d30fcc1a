-- Conversions whose credit has to be counted again, because something they depend on came after them. A worker takes
-- them program by program.
CREATE TABLE settlements_due (
  program_id    uuid        NOT NULL,
  conversion_id uuid        NOT NULL,
  cause         text        NOT NULL,
  due_since     timestamptz NOT NULL,
  CONSTRAINT settlements_due_pkey PRIMARY KEY (program_id, conversion_id),
  CONSTRAINT settlements_due_conversion_fkey FOREIGN KEY (program_id, conversion_id)
    REFERENCES conversions (program_id, id)
);
