-- What is waiting here has to be counted anew.
UPDATE audiences u SET due_since = coalesce(u.due_since, u.counted_at) FROM audience_changes c
WHERE c.program_id = u.program_id;
DROP TABLE audience_changes;
