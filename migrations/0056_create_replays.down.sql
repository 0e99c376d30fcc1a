DO $$
BEGIN
  IF EXISTS (SELECT FROM replays) THEN
    RAISE EXCEPTION 'what was replayed, and by whom, would be lost';
  END IF;
END
$$;
DROP TABLE replay_deliveries;
DROP TABLE replays;
