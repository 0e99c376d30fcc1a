-- Addresses that were given out end with their keys; an advocate's new one is in `GET /v1/advocates/{id}` after going up.
ALTER TABLE programs DROP COLUMN portal_key;
