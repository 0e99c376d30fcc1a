-- One arrival through a link each. occurred_at is the time inside the id, to the microsecond, so that a click is found by
-- its id in one partition. A repeat is a later arrival of the same visitor within the dedupe window; repeat_of is the
-- click it repeats, whose id its browser was given. No foreign keys: links are never deleted, and a check of each row
-- against the same few links would cost the click path more than it could find.
CREATE TABLE clicks (
  program_id     uuid        NOT NULL,
  occurred_at    timestamptz NOT NULL,
  id             uuid        NOT NULL,
  link_id        uuid        NOT NULL,
  advocate_id    uuid        NOT NULL,
  visitor_id     uuid        NOT NULL,
  visitor_hash   uuid        NOT NULL,
  outcome        text        NOT NULL,
  repeat_of      uuid,
  address_prefix text        NOT NULL,
  referrer       text,
  user_agent     text,
  CONSTRAINT clicks_pkey PRIMARY KEY (program_id, occurred_at, id),
  CONSTRAINT clicks_outcome_is_known CHECK (
    outcome IN ('person', 'repeat', 'bot', 'preview', 'monitor', 'head', 'prefetch')),
  CONSTRAINT clicks_repeat_names_its_first CHECK ((outcome = 'repeat') = (repeat_of IS NOT NULL))
) PARTITION BY RANGE (occurred_at);

-- What journeys are made of, and where a returning visitor's first click is found.
CREATE INDEX clicks_by_visitor ON clicks (program_id, visitor_id, occurred_at);

-- A partition a month, made ahead by the service. It is made apart and then attached, which lets clicks be written and
-- read all the while: CREATE TABLE ... PARTITION OF would wait for every long report, and every click for it.
CREATE FUNCTION ensure_clicks_partition(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  name text := 'clicks_' || to_char(first, 'YYYY_MM');
BEGIN
  IF to_regclass(format('%I', name)) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('clicks partitions', 0));
  -- Somebody else may have made it while this one waited.
  IF to_regclass(format('%I', name)) IS NULL THEN
    EXECUTE format('CREATE TABLE %I (LIKE clicks INCLUDING ALL)', name);
    EXECUTE format(
      'ALTER TABLE clicks ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
      name, first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
  END IF;
END
$$;
