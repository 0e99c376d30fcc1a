-- A key that everybody can read would become one that may read everything.
DO $$
BEGIN
  IF EXISTS (SELECT FROM api_keys WHERE role = 'public' AND revoked_at IS NULL) THEN
    RAISE EXCEPTION 'there are public keys: revoke them first';
  END IF;
END
$$;
ALTER TABLE api_keys DROP CONSTRAINT api_keys_role_fits_program;
UPDATE api_keys SET role = 'read' WHERE role = 'public';
ALTER TABLE api_keys ADD CONSTRAINT api_keys_role_fits_program CHECK (
  role = 'admin' OR (role IN ('read', 'operate') AND program_id IS NOT NULL));
