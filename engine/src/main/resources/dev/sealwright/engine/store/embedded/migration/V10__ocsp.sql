-- The keys that sign OCSP answers in place of a CA key, on record before they are made. What they are
-- certified with comes when they begin to serve; the row stays when the key is destroyed.
CREATE TABLE ocsp_signer (
  authority  BLOB    NOT NULL REFERENCES authority (id),
  key_id     BLOB    NOT NULL CHECK (length(key_id) = 16),
  key_vault  TEXT    NOT NULL,
  key_kind   TEXT    NOT NULL,
  begun_at   INTEGER NOT NULL,
  phase      TEXT    NOT NULL,
  key_public BLOB,
  serial     BLOB,
  PRIMARY KEY (authority, key_id)
) STRICT, WITHOUT ROWID;
