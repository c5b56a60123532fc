-- The record of certificate authorities for several nodes: the tables of the embedded store and those by
-- which nodes know of each other.
--
-- *_at columns are milliseconds since 1970, not_before, not_after and next_update whole seconds since 1970;
-- enum constants are their names; names, keys and certificates are DER. Text that is put in order is
-- compared by its bytes.
--
-- What hangs on certificates has no foreign keys: each would look its row up again for every certificate,
-- and lock it. A reservation, its seal and its revocation are written by statements that ask for the row
-- before them.

CREATE TABLE authority (
  id                  BYTEA   NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  owner               TEXT    NOT NULL,
  created_at          BIGINT  NOT NULL,
  type                TEXT    NOT NULL,
  key_spec            TEXT    NOT NULL,
  signing_algorithm   TEXT    NOT NULL,
  subject             BYTEA   NOT NULL,
  usage_mode          TEXT    NOT NULL,
  annotation          TEXT    NOT NULL,
  status              TEXT    NOT NULL,
  version             BIGINT  NOT NULL CHECK (version > 0),
  last_state_change   BIGINT,
  key_vault           TEXT,
  key_id              BYTEA   CHECK (length(key_id) = 16),
  key_kind            TEXT,
  key_public          BYTEA,
  ca_serial           BYTEA,
  ca_subject          BYTEA,
  ca_not_before       BIGINT,
  ca_not_after        BIGINT,
  ca_key_identifier   BYTEA,
  ca_path_length      INTEGER,
  failure             TEXT,
  -- Lists are published when there is a bucket; the other columns of crl_ then say how.
  crl_bucket          TEXT,
  crl_expiration_days INTEGER,
  crl_acl             TEXT,
  crl_type            TEXT,
  crl_cname           TEXT,
  crl_path            TEXT,
  crl_omit_extension  BOOLEAN NOT NULL DEFAULT false,
  ocsp_enabled        BOOLEAN NOT NULL DEFAULT false,
  ocsp_cname          TEXT,
  -- The status before deletion, and the end of the window for restoring.
  deleted_from        TEXT,
  restorable_until    BIGINT,
  -- From this moment no reader sees the authority; the row stays until its key is destroyed and its
  -- certificates are forgotten.
  removed_at          BIGINT,
  key_destroyed_at    BIGINT,
  csr_extensions      BYTEA,
  storage_standard    TEXT,
  CHECK ((key_vault IS NULL) = (key_public IS NULL)),
  CHECK ((ca_serial IS NULL) = (ca_subject IS NULL)),
  CHECK ((crl_bucket IS NULL) = (crl_expiration_days IS NULL)),
  CHECK ((crl_bucket IS NULL) = (crl_acl IS NULL)),
  CHECK ((crl_bucket IS NULL) = (crl_type IS NULL)),
  CHECK ((deleted_from IS NULL) = (restorable_until IS NULL))
);

CREATE INDEX authority_owner ON authority (owner, created_at, id);
CREATE INDEX authority_status ON authority (status);
CREATE INDEX authority_restorable ON authority (restorable_until) WHERE restorable_until IS NOT NULL;
CREATE INDEX authority_removed ON authority (removed_at) WHERE removed_at IS NOT NULL;

-- A row to be locked by whoever counts the authorities of an owner.
CREATE TABLE account (
  owner TEXT NOT NULL PRIMARY KEY
);

CREATE TABLE authority_csr (
  authority BYTEA NOT NULL PRIMARY KEY REFERENCES authority (id),
  der       BYTEA NOT NULL
);

-- Position 0 is the authority's own certificate, the chain above it follows, root last.
CREATE TABLE authority_certificate (
  authority BYTEA   NOT NULL REFERENCES authority (id),
  position  INTEGER NOT NULL CHECK (position >= 0),
  der       BYTEA   NOT NULL,
  PRIMARY KEY (authority, position)
);

-- How each vault of a CA key said that it keeps it. Flags are 0, 1, or null when the token gave no answer.
CREATE TABLE key_evidence (
  authority             BYTEA  NOT NULL REFERENCES authority (id),
  vault                 TEXT   COLLATE "C" NOT NULL,
  occasion              TEXT   NOT NULL,
  at                    BIGINT NOT NULL,
  actor                 TEXT   NOT NULL,
  key_id                BYTEA  NOT NULL CHECK (length(key_id) = 16),
  label                 TEXT,
  key_kind              TEXT   NOT NULL,
  fingerprint           TEXT   NOT NULL,
  cka_token             INTEGER,
  cka_private           INTEGER,
  cka_sensitive         INTEGER,
  cka_always_sensitive  INTEGER,
  cka_extractable       INTEGER,
  cka_never_extractable INTEGER,
  cka_local             INTEGER,
  cka_key_gen_mechanism BIGINT,
  module_path           TEXT   NOT NULL,
  module_driver         TEXT   NOT NULL,
  module_manufacturer   TEXT   NOT NULL,
  module_description    TEXT   NOT NULL,
  module_cryptoki       TEXT   NOT NULL,
  module_library        TEXT   NOT NULL,
  module_sha256         TEXT,
  token_label           TEXT   NOT NULL,
  token_manufacturer    TEXT   NOT NULL,
  token_model           TEXT   NOT NULL,
  token_serial          TEXT   NOT NULL,
  token_hardware        TEXT   NOT NULL,
  token_firmware        TEXT   NOT NULL,
  PRIMARY KEY (authority, vault)
);

CREATE TABLE tag (
  authority BYTEA NOT NULL REFERENCES authority (id),
  name      TEXT  NOT NULL,
  value     TEXT,
  PRIMARY KEY (authority, name)
);

-- actions: names of constants in order, with a blank between.
CREATE TABLE permission (
  authority      BYTEA  NOT NULL REFERENCES authority (id),
  principal      TEXT   COLLATE "C" NOT NULL,
  source_account TEXT   COLLATE "C" NOT NULL,
  actions        TEXT   NOT NULL,
  created_at     BIGINT NOT NULL,
  PRIMARY KEY (authority, principal, source_account)
);

-- A removed policy leaves its row with its revision, so that a change decided on an earlier one is
-- refused whatever came between.
CREATE TABLE sharing_policy (
  authority BYTEA  NOT NULL PRIMARY KEY REFERENCES authority (id) ON DELETE CASCADE,
  revision  BIGINT NOT NULL CHECK (revision > 0),
  text      TEXT
);

CREATE TABLE sharing_grantee (
  grantee    TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  authority  BYTEA  NOT NULL REFERENCES authority (id) ON DELETE CASCADE,
  PRIMARY KEY (grantee, created_at, authority)
);

CREATE INDEX sharing_grantee_authority ON sharing_grantee (authority);

CREATE TABLE audit_report (
  id         BYTEA  NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  authority  BYTEA  NOT NULL REFERENCES authority (id),
  bucket     TEXT   NOT NULL,
  format     TEXT   NOT NULL,
  status     TEXT   NOT NULL,
  requester  TEXT   NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE INDEX audit_report_authority ON audit_report (authority, created_at);
CREATE INDEX audit_report_open ON audit_report (created_at) WHERE status = 'CREATING';

-- The keys that sign OCSP answers in place of a CA key, on record before they are made.
CREATE TABLE ocsp_signer (
  authority  BYTEA  NOT NULL REFERENCES authority (id),
  key_id     BYTEA  NOT NULL CHECK (length(key_id) = 16),
  key_vault  TEXT   NOT NULL,
  key_kind   TEXT   NOT NULL,
  begun_at   BIGINT NOT NULL,
  phase      TEXT   NOT NULL,
  key_public BYTEA,
  serial     BYTEA,
  PRIMARY KEY (authority, key_id)
);

-- One row for each list of which there is something to know, see the embedded store's.
CREATE TABLE crl (
  authority        BYTEA   NOT NULL REFERENCES authority (id),
  crl_list         INTEGER NOT NULL CHECK (crl_list >= -1),
  bound            BIGINT  NOT NULL DEFAULT 0,
  revoked          BIGINT  NOT NULL DEFAULT 0,
  number           BIGINT  NOT NULL DEFAULT 0,
  published_number BIGINT,
  covered          BIGINT  CHECK ((covered IS NULL) = (published_number IS NULL)),
  generated_at     BIGINT  CHECK ((generated_at IS NULL) = (published_number IS NULL)),
  next_update      BIGINT  CHECK ((next_update IS NULL) = (published_number IS NULL)),
  entries          BIGINT  CHECK ((entries IS NULL) = (published_number IS NULL)),
  bytes            BIGINT  CHECK ((bytes IS NULL) = (published_number IS NULL)),
  place            TEXT    CHECK ((place IS NULL) = (published_number IS NULL)),
  PRIMARY KEY (authority, crl_list)
);

-- Certificates ever issued: reserved, and not closed without a signature. Each node adds in a slot of its
-- own, so that none waits for another; the sum counts.
CREATE TABLE issued_count (
  authority BYTEA    NOT NULL REFERENCES authority (id) ON DELETE CASCADE,
  slot      SMALLINT NOT NULL,
  issued    BIGINT   NOT NULL,
  PRIMARY KEY (authority, slot)
);

-- One row for each serial ever reserved; never changed (INVARIANT I5). A serial begins with the month of
-- its issue, so that a part holds a month, and an old month is detached as a whole. Parts are made ahead
-- by the nodes; the default one takes what has none.
CREATE TABLE certificate (
  authority         BYTEA   NOT NULL,
  serial            BYTEA   NOT NULL CHECK (length(serial) = 16),
  authority_version BIGINT  NOT NULL,
  algorithm         TEXT    NOT NULL,
  template          TEXT    NOT NULL,
  requester         TEXT    NOT NULL,
  issued_at         BIGINT  NOT NULL,
  not_before        BIGINT  NOT NULL,
  not_after         BIGINT  NOT NULL,
  crl_list          INTEGER NOT NULL,
  PRIMARY KEY (authority, serial)
) PARTITION BY RANGE (serial);

-- Apart from the row above, so that lists and reports never read it.
CREATE TABLE certificate_der (
  authority BYTEA NOT NULL,
  serial    BYTEA NOT NULL,
  tbs       BYTEA NOT NULL,
  PRIMARY KEY (authority, serial)
) PARTITION BY RANGE (serial);

CREATE TABLE seal (
  authority BYTEA  NOT NULL,
  serial    BYTEA  NOT NULL,
  signature BYTEA  NOT NULL,
  sealed_at BIGINT NOT NULL,
  PRIMARY KEY (authority, serial)
) PARTITION BY RANGE (serial);

CREATE TABLE certificate_default PARTITION OF certificate DEFAULT;
CREATE TABLE certificate_der_default PARTITION OF certificate_der DEFAULT;
CREATE TABLE seal_default PARTITION OF seal DEFAULT;

CREATE TABLE closure (
  authority BYTEA  NOT NULL,
  serial    BYTEA  NOT NULL,
  reason    TEXT   NOT NULL,
  closed_at BIGINT NOT NULL,
  PRIMARY KEY (authority, serial)
);

-- Small, never changed: lists are streamed from it alone, along its second index (INVARIANT I10).
CREATE TABLE revocation (
  authority  BYTEA   NOT NULL,
  serial     BYTEA   NOT NULL,
  revoked_at BIGINT  NOT NULL,
  reason     TEXT    NOT NULL,
  not_after  BIGINT  NOT NULL,
  crl_list   INTEGER NOT NULL,
  PRIMARY KEY (authority, serial)
);

CREATE INDEX revocation_list ON revocation (authority, crl_list, not_after, serial)
  INCLUDE (revoked_at, reason);

-- How many revoked certificates expire on which day since 1970.
CREATE TABLE revocation_tally (
  authority BYTEA  NOT NULL REFERENCES authority (id),
  day       BIGINT NOT NULL,
  revoked   BIGINT NOT NULL,
  PRIMARY KEY (authority, day)
);

CREATE TABLE claim (
  scope       TEXT   NOT NULL,
  token       TEXT   NOT NULL,
  fingerprint BYTEA  NOT NULL,
  resource    TEXT   NOT NULL,
  expires_at  BIGINT NOT NULL,
  PRIMARY KEY (scope, token)
);

CREATE INDEX claim_expiry ON claim (expires_at);

-- Without references: the log stands by itself.
CREATE SEQUENCE audit_event_seq CACHE 1000;

CREATE TABLE audit_event (
  seq       BIGINT NOT NULL DEFAULT nextval('audit_event_seq'),
  authority BYTEA  NOT NULL CHECK (length(authority) = 16),
  serial    BYTEA  CHECK (length(serial) = 16),
  at        BIGINT NOT NULL,
  kind      TEXT   NOT NULL,
  actor     TEXT   NOT NULL,
  detail    TEXT   NOT NULL,
  PRIMARY KEY (seq, at)
) PARTITION BY RANGE (at);

CREATE TABLE audit_event_default PARTITION OF audit_event DEFAULT;

CREATE INDEX audit_event_authority ON audit_event (authority, seq);

-- A process that has the store open, or had: a new one at each start. batch is the number of the last
-- batch that it committed, news that of the last one that others must hear of. Whoever is fenced writes
-- nothing more under this row.
CREATE TABLE node (
  id         BYTEA    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  name       TEXT     NOT NULL,
  slot       SMALLINT NOT NULL,
  batch      BIGINT   NOT NULL,
  news       BIGINT   NOT NULL,
  fenced     BOOLEAN  NOT NULL DEFAULT false
);

-- Apart from the row above, so that a node lives on while its batch waits for a standby. By the clock of
-- the database.
CREATE TABLE node_lease (
  node    BYTEA       NOT NULL PRIMARY KEY,
  expires TIMESTAMPTZ NOT NULL
);

-- The one node that does what only one may do; each one after another has a higher epoch.
CREATE TABLE leader (
  duty    TEXT        NOT NULL PRIMARY KEY,
  node    BYTEA       NOT NULL,
  epoch   BIGINT      NOT NULL,
  expires TIMESTAMPTZ NOT NULL
);

-- Reservations that are neither sealed nor closed, with the node that sees to them (INVARIANT I4).
-- adopted: left by a node that is gone.
CREATE SEQUENCE open_reservation_seq CACHE 1000;

CREATE TABLE open_reservation (
  authority BYTEA   NOT NULL,
  serial    BYTEA   NOT NULL,
  node      BYTEA   NOT NULL,
  adopted   BOOLEAN NOT NULL DEFAULT false,
  seq       BIGINT  NOT NULL DEFAULT nextval('open_reservation_seq'),
  PRIMARY KEY (authority, serial)
)
-- Rows come and go with every certificate: swept after so many, however large the table is.
WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

-- Authorities whose key is still to be made, with the node that sees to it.
CREATE TABLE founding (
  authority BYTEA   NOT NULL PRIMARY KEY,
  node      BYTEA   NOT NULL,
  adopted   BOOLEAN NOT NULL DEFAULT false
);

-- What the other nodes must hear of soon; the node that wrote it deletes it after some minutes.
CREATE TABLE news (
  node      BYTEA   NOT NULL,
  batch     BIGINT  NOT NULL,
  position  INTEGER NOT NULL,
  kind      TEXT    NOT NULL,
  authority BYTEA   NOT NULL,
  serial    BYTEA,
  PRIMARY KEY (node, batch, position)
);
