-- Whom to ask first to share: place 1 reaches most, each later one adds most people whom those before do not reach.
ALTER TABLE advocate_reach
  ADD COLUMN ask_place integer,
  ADD COLUMN ask_adds bigint,
  ADD COLUMN ask_together bigint,
  ADD CONSTRAINT advocate_reach_ask_is_whole CHECK (
    (ask_place IS NULL) = (ask_adds IS NULL) AND (ask_place IS NULL) = (ask_together IS NULL));
