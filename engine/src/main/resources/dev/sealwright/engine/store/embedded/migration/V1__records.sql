-- The record of a certificate authority. Append-mostly: only authority, the work list and the
-- idempotency claims ever change or lose a row.
--
-- *_at columns are milliseconds since 1970, not_before and not_after whole seconds since 1970;
-- enum constants are their names; names, keys and certificates are DER.

CREATE TABLE authority (
  id                 BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  owner              TEXT    NOT NULL,
  created_at         INTEGER NOT NULL,
  type               TEXT    NOT NULL,
  key_spec           TEXT    NOT NULL,
  signing_algorithm  TEXT    NOT NULL,
  subject            BLOB    NOT NULL,
  usage_mode         TEXT    NOT NULL,
  annotation         TEXT    NOT NULL,
  status             TEXT    NOT NULL,
  version            INTEGER NOT NULL CHECK (version > 0),
  last_state_change  INTEGER,
  key_vault          TEXT,
  key_id             BLOB    CHECK (length(key_id) = 16),
  key_kind           TEXT,
  key_public         BLOB,
  ca_serial          BLOB,
  ca_subject         BLOB,
  ca_not_before      INTEGER,
  ca_not_after       INTEGER,
  ca_key_identifier  BLOB,
  ca_path_length     INTEGER,
  failure            TEXT,
  CHECK ((key_vault IS NULL) = (key_public IS NULL)),
  CHECK ((ca_serial IS NULL) = (ca_subject IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX authority_owner ON authority (owner, created_at, id);
CREATE INDEX authority_status ON authority (status);

CREATE TABLE authority_csr (
  authority BLOB NOT NULL PRIMARY KEY REFERENCES authority (id),
  der       BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Position 0 is the authority's own certificate, the chain above it follows, root last.
CREATE TABLE authority_certificate (
  authority BLOB    NOT NULL REFERENCES authority (id),
  position  INTEGER NOT NULL CHECK (position >= 0),
  der       BLOB    NOT NULL,
  PRIMARY KEY (authority, position)
) STRICT, WITHOUT ROWID;

-- One row for each serial ever reserved, in order of reservation; never changed (INVARIANT I5).
CREATE TABLE certificate (
  seq               INTEGER PRIMARY KEY,
  authority         BLOB    NOT NULL REFERENCES authority (id),
  serial            BLOB    NOT NULL CHECK (length(serial) = 16),
  authority_version INTEGER NOT NULL,
  algorithm         TEXT    NOT NULL,
  template          TEXT    NOT NULL,
  requester         TEXT    NOT NULL,
  issued_at         INTEGER NOT NULL,
  not_before        INTEGER NOT NULL,
  not_after         INTEGER NOT NULL,
  UNIQUE (authority, serial)
) STRICT;

-- Apart from the row above, so that lists and reports never read it.
CREATE TABLE certificate_der (
  seq INTEGER PRIMARY KEY REFERENCES certificate (seq),
  tbs BLOB NOT NULL
) STRICT;

CREATE TABLE seal (
  seq       INTEGER PRIMARY KEY REFERENCES certificate (seq),
  signature BLOB    NOT NULL,
  sealed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE closure (
  seq       INTEGER PRIMARY KEY REFERENCES certificate (seq),
  reason    TEXT    NOT NULL,
  closed_at INTEGER NOT NULL
) STRICT;

-- The work list of start-up: a row goes when its reservation is sealed or closed (INVARIANT I4).
CREATE TABLE open_reservation (
  seq INTEGER PRIMARY KEY REFERENCES certificate (seq)
) STRICT;

CREATE TABLE claim (
  scope       TEXT    NOT NULL,
  token       TEXT    NOT NULL,
  fingerprint BLOB    NOT NULL,
  resource    TEXT    NOT NULL,
  expires_at  INTEGER NOT NULL,
  PRIMARY KEY (scope, token)
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_expiry ON claim (expires_at);

-- Without references: the log stands by itself.
CREATE TABLE audit_event (
  seq       INTEGER PRIMARY KEY,
  authority BLOB    NOT NULL CHECK (length(authority) = 16),
  serial    BLOB    CHECK (length(serial) = 16),
  at        INTEGER NOT NULL,
  kind      TEXT    NOT NULL,
  actor     TEXT    NOT NULL,
  detail    TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_event_authority ON audit_event (authority, seq);
