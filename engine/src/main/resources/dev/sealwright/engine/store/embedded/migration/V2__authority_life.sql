-- How an authority publishes revocation, its deletion, and its end.

-- Lists are published when there is a bucket; the other columns of crl_ then say how.
ALTER TABLE authority ADD COLUMN crl_bucket TEXT;
ALTER TABLE authority ADD COLUMN crl_expiration_days INTEGER
  CHECK ((crl_bucket IS NULL) = (crl_expiration_days IS NULL));
ALTER TABLE authority ADD COLUMN crl_acl TEXT CHECK ((crl_bucket IS NULL) = (crl_acl IS NULL));
ALTER TABLE authority ADD COLUMN crl_type TEXT CHECK ((crl_bucket IS NULL) = (crl_type IS NULL));
ALTER TABLE authority ADD COLUMN crl_cname TEXT;
ALTER TABLE authority ADD COLUMN crl_path TEXT;
ALTER TABLE authority ADD COLUMN crl_omit_extension INTEGER NOT NULL DEFAULT 0;
ALTER TABLE authority ADD COLUMN ocsp_enabled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE authority ADD COLUMN ocsp_cname TEXT;

-- The status before deletion, and the end of the window for restoring, in milliseconds.
ALTER TABLE authority ADD COLUMN deleted_from TEXT;
ALTER TABLE authority ADD COLUMN restorable_until INTEGER
  CHECK ((deleted_from IS NULL) = (restorable_until IS NULL));

-- From this moment no reader sees the authority; the row stays until its key is destroyed and its
-- certificates are forgotten.
ALTER TABLE authority ADD COLUMN removed_at INTEGER;
-- Set once its key is destroyed, after removed_at.
ALTER TABLE authority ADD COLUMN key_destroyed_at INTEGER;

CREATE INDEX authority_restorable ON authority (restorable_until)
  WHERE restorable_until IS NOT NULL;
CREATE INDEX authority_removed ON authority (removed_at) WHERE removed_at IS NOT NULL;
