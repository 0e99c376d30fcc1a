-- Lead, signup, sale or renewal. amount is what was paid, discount what was taken off the list price, both in minor units
-- of the currency (10^-exponent). click_id and code are as given: the click may be stored later.
CREATE TABLE conversions (
  program_id   uuid        NOT NULL,
  id           uuid        NOT NULL,
  external_id  text        NOT NULL,
  type         text        NOT NULL,
  amount       bigint      NOT NULL,
  currency     text        NOT NULL,
  exponent     smallint    NOT NULL,
  discount     bigint      NOT NULL,
  occurred_at  timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  person_id    uuid,
  click_id     uuid,
  code         text,
  link_id      uuid,
  implied_lead boolean     NOT NULL,
  source       text        NOT NULL,
  CONSTRAINT conversions_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT conversions_external_id_key UNIQUE (program_id, external_id),
  CONSTRAINT conversions_program_fkey FOREIGN KEY (program_id) REFERENCES programs,
  CONSTRAINT conversions_person_fkey FOREIGN KEY (program_id, person_id) REFERENCES people (program_id, id),
  CONSTRAINT conversions_link_fkey FOREIGN KEY (program_id, link_id) REFERENCES links (program_id, id),
  CONSTRAINT conversions_type_is_known CHECK (type IN ('lead', 'signup', 'sale', 'renewal')),
  CONSTRAINT conversions_amount_is_in_range CHECK (amount BETWEEN 0 AND 1000000000000000),
  CONSTRAINT conversions_discount_is_in_range CHECK (discount BETWEEN 0 AND 1000000000000000),
  CONSTRAINT conversions_currency_is_iso_4217 CHECK (currency ~ '^[A-Z]{3}$')
);
CREATE INDEX conversions_by_person ON conversions (program_id, person_id, occurred_at) WHERE person_id IS NOT NULL;
CREATE INDEX conversions_by_click ON conversions (program_id, click_id) WHERE click_id IS NOT NULL;
CREATE INDEX conversions_by_time ON conversions (program_id, occurred_at);
