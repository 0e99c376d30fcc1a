-- What the addresses of advocates' own pages are signed with: 32 bytes a program, of which 244 bits are chance, from the
-- system's strong source. A new program gets its own by itself.
ALTER TABLE programs
  ADD COLUMN portal_key bytea NOT NULL DEFAULT (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
