-- Where a program wants to hear of what happens. A secret signs what is sent, so it is kept as it is; for a day after a
-- rotation the former one signs beside it. failing_since is the first failure since the last success; before not_before
-- nothing is sent, because the endpoint asked for a pause. One that is disabled keeps collecting. One that was deleted
-- stays for the sake of its history, without its secret.
CREATE TABLE endpoints (
  program_id          uuid        NOT NULL,
  id                  uuid        NOT NULL,
  url                 text        NOT NULL,
  description         text,
  events              text[]      NOT NULL,
  secret              text        NOT NULL,
  former_secret       text,
  former_secret_until timestamptz,
  created_at          timestamptz NOT NULL,
  disabled_at         timestamptz,
  disabled_reason     text,
  failing_since       timestamptz,
  not_before          timestamptz,
  deleted_at          timestamptz,
  CONSTRAINT endpoints_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT endpoints_program_fkey FOREIGN KEY (program_id) REFERENCES programs,
  CONSTRAINT endpoints_events_are_some CHECK (cardinality(events) > 0),
  CONSTRAINT endpoints_disabled_has_reason CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL)),
  CONSTRAINT endpoints_reason_is_known CHECK (disabled_reason IN ('asked', 'gone', 'failing')),
  CONSTRAINT endpoints_former_secret_ends CHECK ((former_secret IS NULL) = (former_secret_until IS NULL))
);

-- Every batch of clicks asks it: small, and for most empty.
CREATE INDEX endpoints_of_clicks ON endpoints (program_id) WHERE events @> '{click.recorded}' AND deleted_at IS NULL;
