-- Every event that somebody wanted to hear of, written in the transaction of the change it tells. body is what is sent,
-- byte for byte; the id, after "msg_", is the webhook-id of every attempt.
CREATE TABLE outbox (
  program_id uuid        NOT NULL,
  id         uuid        NOT NULL,
  type       text        NOT NULL,
  body       text        NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT outbox_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT outbox_body_is_small CHECK (octet_length(body) < 20480)
);

-- An event on its way to one endpoint. The first 72 bits of the id are the event's, so that both sort alike. held: the
-- endpoint was disabled; failed: every attempt of the schedule was made; canceled: the endpoint was deleted. attempts
-- counts all attempts, tries those since it was last sent on its way. A worker has it until lease_until. There is room
-- left in the pages, so that taking one touches no index.
CREATE TABLE outbox_deliveries (
  program_id  uuid        NOT NULL,
  id          uuid        NOT NULL,
  endpoint_id uuid        NOT NULL,
  event_id    uuid        NOT NULL,
  type        text        NOT NULL,
  status      text        NOT NULL,
  attempts    integer     NOT NULL,
  tries       integer     NOT NULL,
  due_at      timestamptz NOT NULL,
  lease_until timestamptz,
  leased_by   uuid,
  finished_at timestamptz,
  CONSTRAINT outbox_deliveries_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT outbox_deliveries_event_endpoint_key UNIQUE (program_id, event_id, endpoint_id),
  CONSTRAINT outbox_deliveries_event_fkey FOREIGN KEY (program_id, event_id) REFERENCES outbox (program_id, id),
  CONSTRAINT outbox_deliveries_endpoint_fkey FOREIGN KEY (program_id, endpoint_id)
    REFERENCES endpoints (program_id, id),
  CONSTRAINT outbox_deliveries_status_is_known CHECK (
    status IN ('pending', 'delivered', 'failed', 'held', 'canceled')),
  CONSTRAINT outbox_deliveries_lease_has_holder CHECK ((lease_until IS NULL) = (leased_by IS NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- What workers take from, endpoint by endpoint.
CREATE INDEX outbox_deliveries_pending ON outbox_deliveries (program_id, endpoint_id, due_at, id)
  WHERE status = 'pending';

-- What people look for: an endpoint's deliveries, and those that did not arrive.
CREATE INDEX outbox_deliveries_by_endpoint ON outbox_deliveries (program_id, endpoint_id, id);
CREATE INDEX outbox_deliveries_kept ON outbox_deliveries (program_id, status, id) WHERE status IN ('failed', 'held');
