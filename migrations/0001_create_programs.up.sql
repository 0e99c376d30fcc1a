-- One referral program of one company: the tenant. Everything else carries its program_id, first in every key, so that
-- the tables can be distributed by it. Attribution settings are those a new run starts from.
CREATE TABLE programs (
  program_id      uuid             NOT NULL,
  name            text             NOT NULL,
  currency        text             NOT NULL,
  destination     text             NOT NULL,
  model           text             NOT NULL,
  window_days     integer          NOT NULL,
  half_life_days  double precision NOT NULL,
  position_first  double precision NOT NULL,
  position_last   double precision NOT NULL,
  chain_share     double precision NOT NULL,
  exposure_hops   integer          NOT NULL,
  exposure_weight double precision NOT NULL,
  exposure_share  double precision NOT NULL,
  created_at      timestamptz      NOT NULL,
  CONSTRAINT programs_pkey PRIMARY KEY (program_id),
  CONSTRAINT programs_currency_is_iso_4217 CHECK (currency ~ '^[A-Z]{3}$'),
  CONSTRAINT programs_window_is_positive CHECK (window_days BETWEEN 1 AND 3650),
  CONSTRAINT programs_half_life_is_positive CHECK (half_life_days > 0),
  CONSTRAINT programs_position_is_a_share CHECK (
    position_first >= 0 AND position_last >= 0 AND position_first + position_last <= 1),
  CONSTRAINT programs_chain_share_is_a_share CHECK (chain_share BETWEEN 0 AND 1),
  CONSTRAINT programs_exposure_weight_is_a_share CHECK (exposure_weight BETWEEN 0 AND 1),
  CONSTRAINT programs_exposure_share_is_a_share CHECK (exposure_share BETWEEN 0 AND 1)
);
