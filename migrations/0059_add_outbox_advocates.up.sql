-- Of which advocate an event tells something that is theirs, so that it can be forgotten with them; null: of none.
ALTER TABLE outbox ADD COLUMN advocate_id uuid;
UPDATE outbox SET advocate_id = (body::jsonb #>> CASE type
    WHEN 'advocate.created' THEN '{data,id}'::text[]
    WHEN 'advocate.joined' THEN '{data,advocate,id}'::text[]
    ELSE '{data,advocate_id}'::text[]
  END)::uuid
WHERE type IN ('advocate.created', 'advocate.joined', 'share.created');
CREATE INDEX outbox_by_advocate ON outbox (program_id, advocate_id) WHERE advocate_id IS NOT NULL;
