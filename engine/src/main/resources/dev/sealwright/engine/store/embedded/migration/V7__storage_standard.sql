-- The standard that the store of the authority's key has to meet; null when any will do.
ALTER TABLE authority ADD COLUMN storage_standard TEXT;
