-- Certificate revocation lists. crl_list is the number of a partition, or -1 for the complete list.

-- Fixed at issuance, copied to the revocation.
ALTER TABLE certificate ADD COLUMN crl_list INTEGER NOT NULL DEFAULT -1;
ALTER TABLE revocation ADD COLUMN crl_list INTEGER NOT NULL DEFAULT -1;

-- A list is read along it, in the order in which it names serials.
CREATE INDEX revocation_list ON revocation (authority, crl_list, serial);

-- One row for each list of which there is something to know.
-- bound: certificates ever reserved for a partition. revoked: how many of its certificates ever
-- were, so that a list that lags is told without looking at revocations. number: the last one taken,
-- which never decreases (INVARIANT I10). The rest is of the list published last, null before the
-- first; covered is what revoked was before that list was written.
CREATE TABLE crl (
  authority        BLOB    NOT NULL REFERENCES authority (id),
  crl_list         INTEGER NOT NULL CHECK (crl_list >= -1),
  bound            INTEGER NOT NULL DEFAULT 0,
  revoked          INTEGER NOT NULL DEFAULT 0,
  number           INTEGER NOT NULL DEFAULT 0,
  published_number INTEGER,
  covered          INTEGER CHECK ((covered IS NULL) = (published_number IS NULL)),
  generated_at     INTEGER CHECK ((generated_at IS NULL) = (published_number IS NULL)),
  next_update      INTEGER CHECK ((next_update IS NULL) = (published_number IS NULL)),
  entries          INTEGER CHECK ((entries IS NULL) = (published_number IS NULL)),
  bytes            INTEGER CHECK ((bytes IS NULL) = (published_number IS NULL)),
  place            TEXT    CHECK ((place IS NULL) = (published_number IS NULL)),
  PRIMARY KEY (authority, crl_list)
) STRICT, WITHOUT ROWID;

INSERT INTO crl (authority, crl_list, revoked)
  SELECT authority, -1, count(*) FROM revocation GROUP BY authority;
