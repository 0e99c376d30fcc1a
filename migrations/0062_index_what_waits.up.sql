-- What the console's first page counts of each program: sales that nobody can be credited for, and reversals that changed
-- nothing. They are few among many, so that the indexes are small and most writes never touch them.
CREATE INDEX conversions_untraced ON conversions (program_id, occurred_at)
WHERE type IN ('sale', 'renewal') AND click_id IS NULL AND link_id IS NULL AND person_id IS NULL;
CREATE INDEX reversals_without_effect ON reversals (program_id, status, recorded_at)
WHERE status IN ('waiting', 'refused');
