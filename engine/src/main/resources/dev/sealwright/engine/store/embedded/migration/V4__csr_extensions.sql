-- What a CA's own request asks for beside basic constraints: DER of a SEQUENCE OF Extension,
-- absent for none. Fixed at creation, needed until the request is signed.
ALTER TABLE authority ADD COLUMN csr_extensions BLOB;
