-- Keys that stand in pages: they tell of leads and do nothing else.
ALTER TABLE api_keys DROP CONSTRAINT api_keys_role_fits_program;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_role_fits_program CHECK (
  role = 'admin' OR (role IN ('public', 'read', 'operate') AND program_id IS NOT NULL));
