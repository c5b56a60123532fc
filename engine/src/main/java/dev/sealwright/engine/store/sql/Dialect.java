package dev.sealwright.engine.store.sql;

/**
 * The queries that differ between databases, since each keeps certificates in its own way. All
 * others are the same text for all.
 *
 * <p>A row of a certificate has the columns authority, serial, authority_version, algorithm,
 * template, requester, issued_at, not_before, not_after, crl_list and tbs.
 *
 * @param certificate by authority and serial: the row, and of its end signature and reason
 * @param openReservations the oldest first: rows; with a limit
 * @param issued how many an authority has issued
 * @param issuedAfter sealed ones of an authority after a serial, in order of serials, with a limit:
 *     rows, and of a revocation revoked_at and reason
 * @param revocable crl_list of the sealed certificate with a serial, of an authority with a
 *     version, in this order
 */
public record Dialect(
    String certificate,
    String openReservations,
    String issued,
    String issuedAfter,
    String revocable) {}
