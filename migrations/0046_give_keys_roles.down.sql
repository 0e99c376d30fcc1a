-- A key that may only read would become one that may do everything.
DO $$
BEGIN
  IF EXISTS (SELECT FROM api_keys WHERE role <> 'admin' AND revoked_at IS NULL) THEN
    RAISE EXCEPTION 'there are keys that may not do everything: revoke them first';
  END IF;
END
$$;
ALTER TABLE api_keys DROP CONSTRAINT api_keys_role_fits_program;
UPDATE api_keys SET role = 'program' WHERE program_id IS NOT NULL;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_role_fits_program CHECK (
  (role = 'admin' AND program_id IS NULL) OR (role = 'program' AND program_id IS NOT NULL));
