DO $$
BEGIN
  IF EXISTS (SELECT FROM audit_log) THEN
    RAISE EXCEPTION 'the audit log has entries, which would be lost';
  END IF;
END
$$;
DROP TABLE audit_log;
