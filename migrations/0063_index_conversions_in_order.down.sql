CREATE INDEX conversions_by_time ON conversions (program_id, occurred_at);
DROP INDEX conversions_in_order;
