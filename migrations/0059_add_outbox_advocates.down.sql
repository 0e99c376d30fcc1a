DROP INDEX outbox_by_advocate;
ALTER TABLE outbox DROP COLUMN advocate_id;
