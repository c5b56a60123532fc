-- Certificates ever issued: reserved, and not closed without a signature. Kept in the commit that
-- changes it, so that a quota of 100 million is asked for without counting 100 million rows.
CREATE TABLE issued_count (
  authority BLOB    NOT NULL PRIMARY KEY REFERENCES authority (id) ON DELETE CASCADE,
  issued    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO issued_count (authority, issued)
  SELECT c.authority, count(*)
  FROM certificate c
  WHERE NOT EXISTS (SELECT 1 FROM closure WHERE closure.seq = c.seq)
  GROUP BY c.authority;

-- The authorities that count against their owner's quota.
CREATE INDEX authority_counted ON authority (owner) WHERE removed_at IS NULL;
