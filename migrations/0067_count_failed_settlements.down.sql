ALTER TABLE settlements_due DROP COLUMN failures;
