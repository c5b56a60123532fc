-- The records of a certificate authority. Times are milliseconds since 1970, validities seconds.
-- Reservations, seals, closures and audit events are inserted and never rewritten.

CREATE TABLE authority (
  id                  BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  owner               TEXT    NOT NULL,
  created_at          INTEGER NOT NULL,
  type                TEXT    NOT NULL,
  key_spec            TEXT    NOT NULL,
  signing_algorithm   TEXT    NOT NULL,
  subject             BLOB    NOT NULL,
  usage_mode          TEXT    NOT NULL,
  annotation          TEXT    NOT NULL,
  status              TEXT    NOT NULL,
  version             INTEGER NOT NULL CHECK (version > 0),
  last_state_change   INTEGER,
  failure             TEXT,
  key_vault           TEXT,
  key_id              BLOB,
  key_public          BLOB,
  cert_serial         BLOB,
  cert_subject        BLOB,
  cert_not_before     INTEGER,
  cert_not_after      INTEGER,
  cert_key_identifier TEXT,
  cert_path_length    INTEGER
) STRICT;
CREATE INDEX authority_by_owner ON authority (owner, created_at, id);
CREATE INDEX authority_by_status ON authority (status);

-- DER stands apart, so that listings never touch it.
CREATE TABLE authority_csr (
  authority BLOB NOT NULL PRIMARY KEY REFERENCES authority (id),
  der       BLOB NOT NULL
) STRICT;

-- Place 0 is the authority's own certificate, 1 its issuer's, and so on to the root.
CREATE TABLE authority_certificate (
  authority BLOB    NOT NULL REFERENCES authority (id),
  place     INTEGER NOT NULL,
  der       BLOB    NOT NULL,
  PRIMARY KEY (authority, place)
) STRICT;

CREATE TABLE certificate (
  seq               INTEGER NOT NULL PRIMARY KEY,
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

CREATE TABLE certificate_der (
  seq INTEGER NOT NULL PRIMARY KEY REFERENCES certificate (seq),
  tbs BLOB    NOT NULL
) STRICT;

-- What is neither sealed nor closed: a work list, so that start-up need not look at all the others.
CREATE TABLE open_reservation (
  seq INTEGER NOT NULL PRIMARY KEY REFERENCES certificate (seq)
) STRICT;

CREATE TABLE seal (
  seq       INTEGER NOT NULL PRIMARY KEY REFERENCES certificate (seq),
  signature BLOB    NOT NULL,
  sealed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE closure (
  seq       INTEGER NOT NULL PRIMARY KEY REFERENCES certificate (seq),
  reason    TEXT    NOT NULL,
  closed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE claim (
  scope       TEXT    NOT NULL,
  token       TEXT    NOT NULL,
  fingerprint BLOB    NOT NULL,
  resource    TEXT    NOT NULL,
  expires_at  INTEGER NOT NULL,
  PRIMARY KEY (scope, token)
) STRICT;
CREATE INDEX claim_by_expiry ON claim (expires_at);

CREATE TABLE audit_event (
  seq       INTEGER NOT NULL PRIMARY KEY,
  at        INTEGER NOT NULL,
  kind      TEXT    NOT NULL,
  authority BLOB    NOT NULL,
  serial    BLOB,
  actor     TEXT    NOT NULL,
  detail    TEXT    NOT NULL
) STRICT;
CREATE INDEX audit_event_by_authority ON audit_event (authority, seq);
