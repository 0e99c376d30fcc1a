-- Lists are in the order of time and id: where a past was brought along whose times are days, many have the same time.
CREATE INDEX conversions_in_order ON conversions (program_id, occurred_at, id);
DROP INDEX conversions_by_time;
