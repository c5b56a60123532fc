-- A list is read along this index and out of it alone, in the order in which its certificates expire:
-- it begins at those that are still to be named, so that what expired before, which stays on record
-- for audit reports and costs nothing but its place, is never read again.
DROP INDEX revocation_list;
CREATE INDEX revocation_list
  ON revocation (authority, crl_list, not_after, serial, revoked_at, reason);
