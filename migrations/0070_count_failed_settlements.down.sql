DROP INDEX settlements_due_failed;
ALTER TABLE settlements_due DROP COLUMN failures;
