-- Arrivals through a code that leads nowhere: unknown (then the program is all zeros: nobody's), disabled or expired.
CREATE TABLE orphan_clicks (
  program_id     uuid        NOT NULL,
  id             uuid        NOT NULL,
  host           text        NOT NULL,
  code           text        NOT NULL,
  reason         text        NOT NULL,
  link_id        uuid,
  occurred_at    timestamptz NOT NULL,
  address_prefix text        NOT NULL,
  referrer       text,
  user_agent     text,
  CONSTRAINT orphan_clicks_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT orphan_clicks_reason_is_known CHECK (reason IN ('unknown', 'disabled', 'expired'))
);
