-- What a program's key may do: read, operate, admin. Keys made before could do everything in their program.
ALTER TABLE api_keys DROP CONSTRAINT api_keys_role_fits_program;
UPDATE api_keys SET role = 'admin' WHERE role = 'program';
ALTER TABLE api_keys ADD CONSTRAINT api_keys_role_fits_program CHECK (
  role = 'admin' OR (role IN ('read', 'operate') AND program_id IS NOT NULL));
