-- How often counting a conversion's credit failed: it is tried again after pauses that grow, and holds up no other.
ALTER TABLE settlements_due ADD COLUMN failures integer NOT NULL DEFAULT 0;

-- Those that have failed for a minute need a look by a person.
CREATE INDEX settlements_due_failed ON settlements_due (program_id, conversion_id) WHERE failures > 5;
