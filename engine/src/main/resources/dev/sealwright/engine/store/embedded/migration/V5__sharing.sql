-- The policy by which an authority is shared. A removed policy leaves its row with its revision, so
-- that a change decided on an earlier one is refused whatever came between.
CREATE TABLE sharing_policy (
  authority BLOB    NOT NULL PRIMARY KEY REFERENCES authority (id) ON DELETE CASCADE,
  revision  INTEGER NOT NULL CHECK (revision > 0),
  text      TEXT
) STRICT, WITHOUT ROWID;

-- Whom a policy names, in the order of listings.
CREATE TABLE sharing_grantee (
  grantee    TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  authority  BLOB    NOT NULL REFERENCES authority (id) ON DELETE CASCADE,
  PRIMARY KEY (grantee, created_at, authority)
) STRICT, WITHOUT ROWID;

CREATE INDEX sharing_grantee_authority ON sharing_grantee (authority);
