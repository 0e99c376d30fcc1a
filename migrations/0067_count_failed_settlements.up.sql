-- How often counting a conversion's credit failed: it is tried again after pauses that grow, and holds up no other.
ALTER TABLE settlements_due ADD COLUMN failures integer NOT NULL DEFAULT 0;
