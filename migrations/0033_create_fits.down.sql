DO $$
BEGIN
  IF EXISTS (SELECT FROM attribution_runs WHERE model IN ('markov', 'shapley', 'hazard')) THEN
    RAISE EXCEPTION 'runs still count by fitted models: going down would lose what they were counted by';
  END IF;
END
$$;
DROP TABLE fits;
