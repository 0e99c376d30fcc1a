-- Many deliveries that are let go again at once, so that people see how far that is. Of an incoming one, deliveries are
-- those of the inbox; of an outgoing one, those of the outbox. How far it is can be told from them at any time.
CREATE TABLE replays (
  program_id uuid        NOT NULL,
  id         uuid        NOT NULL,
  direction  text        NOT NULL,
  subject    text        NOT NULL,
  deliveries integer     NOT NULL,
  begun_at   timestamptz NOT NULL,
  begun_by   text        NOT NULL,
  CONSTRAINT replays_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT replays_program_fkey FOREIGN KEY (program_id) REFERENCES programs,
  CONSTRAINT replays_direction_is_known CHECK (direction IN ('incoming', 'outgoing'))
);

CREATE TABLE replay_deliveries (
  program_id  uuid NOT NULL,
  replay_id   uuid NOT NULL,
  delivery_id uuid NOT NULL,
  CONSTRAINT replay_deliveries_pkey PRIMARY KEY (program_id, replay_id, delivery_id),
  CONSTRAINT replay_deliveries_replay_fkey FOREIGN KEY (program_id, replay_id) REFERENCES replays (program_id, id)
);
