-- Every attempt to deliver an event to an endpoint. Either a status was answered, or failure says why there was none.
-- response is the beginning of the answer's body as text.
CREATE TABLE delivery_attempts (
  program_id  uuid        NOT NULL,
  delivery_id uuid        NOT NULL,
  attempt     integer     NOT NULL,
  started_at  timestamptz NOT NULL,
  status      integer,
  failure     text,
  response    text,
  duration_ms integer     NOT NULL,
  CONSTRAINT delivery_attempts_pkey PRIMARY KEY (program_id, delivery_id, attempt),
  CONSTRAINT delivery_attempts_delivery_fkey FOREIGN KEY (program_id, delivery_id)
    REFERENCES outbox_deliveries (program_id, id),
  CONSTRAINT delivery_attempts_says_what_came CHECK ((status IS NULL) <> (failure IS NULL)),
  CONSTRAINT delivery_attempts_response_is_small CHECK (octet_length(response) <= 20480)
);
