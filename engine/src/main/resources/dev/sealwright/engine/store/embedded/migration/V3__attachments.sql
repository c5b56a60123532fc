-- What hangs on an authority: tags, permissions, revocations, audit reports. Units as in V1.

CREATE TABLE tag (
  authority BLOB NOT NULL REFERENCES authority (id),
  name      TEXT NOT NULL,
  value     TEXT,
  PRIMARY KEY (authority, name)
) STRICT, WITHOUT ROWID;

-- actions: names of constants in order, with a blank between.
CREATE TABLE permission (
  authority      BLOB    NOT NULL REFERENCES authority (id),
  principal      TEXT    NOT NULL,
  source_account TEXT    NOT NULL,
  actions        TEXT    NOT NULL,
  created_at     INTEGER NOT NULL,
  PRIMARY KEY (authority, principal, source_account)
) STRICT, WITHOUT ROWID;

-- Small, in the order in which lists name serials, and never changed: lists are streamed from it
-- alone (INVARIANT I10).
CREATE TABLE revocation (
  authority  BLOB    NOT NULL,
  serial     BLOB    NOT NULL,
  revoked_at INTEGER NOT NULL,
  reason     TEXT    NOT NULL,
  not_after  INTEGER NOT NULL,
  PRIMARY KEY (authority, serial),
  FOREIGN KEY (authority, serial) REFERENCES certificate (authority, serial)
) STRICT, WITHOUT ROWID;

-- How many revoked certificates expire on which day since 1970, so that a quota of a million is
-- asked for without counting a million rows.
CREATE TABLE revocation_tally (
  authority BLOB    NOT NULL REFERENCES authority (id),
  day       INTEGER NOT NULL,
  revoked   INTEGER NOT NULL,
  PRIMARY KEY (authority, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_report (
  id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  authority  BLOB    NOT NULL REFERENCES authority (id),
  bucket     TEXT    NOT NULL,
  format     TEXT    NOT NULL,
  status     TEXT    NOT NULL,
  requester  TEXT    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_report_authority ON audit_report (authority, created_at);
-- The work list of start-up.
CREATE INDEX audit_report_open ON audit_report (created_at) WHERE status = 'CREATING';
