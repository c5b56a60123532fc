package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.Permission;
import dev.sealwright.engine.authority.SharingPolicy;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.store.AttachedRecords;
import dev.sealwright.engine.store.AuditReport;
import dev.sealwright.engine.store.AuthorityCursor;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.IssuedRecord;
import dev.sealwright.engine.store.OcspSigner;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.x509.Serial;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what hangs on authorities. Threads: any. */
final class AttachedReads implements AttachedRecords {
  /** A shorter blob stands before every serial that starts with it. */
  private static final byte[] BEFORE_ALL = {0};

  private final Queries readers;
  private final Dialect dialect;

  AttachedReads(Queries readers, Dialect dialect) {
    this.readers = readers;
    this.dialect = dialect;
  }

  @Override
  public Tags tags(AuthorityId authority) {
    return new Tags(
        readers.list(TagTable.OF_AUTHORITY, query -> bind(query, authority), TagTable::read));
  }

  @Override
  public List<Permission> permissions(AuthorityId authority) {
    return readers.list(
        PermissionTable.OF_AUTHORITY, query -> bind(query, authority), PermissionTable::read);
  }

  @Override
  public SharingPolicy sharing(AuthorityId authority) {
    return readers
        .first(SharingTable.OF_AUTHORITY, query -> bind(query, authority), SharingTable::read)
        .orElse(SharingPolicy.NONE);
  }

  @Override
  public List<Authority> sharedWith(
      String grantee, String other, @Nullable AuthorityCursor after, int limit) {
    SqlStore.requirePositive(limit);
    return readers.list(
        SharingTable.SHARED_WITH,
        query -> {
          int place = 1;
          for (String each : List.of(grantee, other)) {
            query.setString(place++, each);
            query.setLong(
                place++, after == null ? Long.MIN_VALUE : after.createdAt().toEpochMilli());
            query.setBytes(place++, after == null ? BEFORE_ALL : AuthorityRow.bytes(after.id()));
            query.setInt(place++, limit);
          }
          query.setInt(place, limit);
        },
        AuthorityRow::read);
  }

  @Override
  public Optional<Revocation> revocation(AuthorityId authority, Serial serial) {
    return readers.first(
        RevocationTable.BY_SERIAL,
        query -> {
          bind(query, authority);
          query.setBytes(2, serial.toArray());
        },
        RevocationTable::read);
  }

  @Override
  public List<Revocation> revocations(AuthorityId authority, @Nullable Serial after, int limit) {
    SqlStore.requirePositive(limit);
    return readers.list(
        RevocationTable.AFTER,
        query -> bindPage(query, authority, after, limit),
        RevocationTable::read);
  }

  @Override
  public List<Revocation> revocations(
      AuthorityId authority,
      CrlScope scope,
      Instant unexpiredAt,
      @Nullable Revocation after,
      int limit) {
    SqlStore.requirePositive(limit);
    return readers.list(
        RevocationTable.OF_LIST,
        query -> {
          bind(query, authority);
          query.setInt(2, scope.partition());
          // The certificate has expired when its last second is over, so parts of it round up.
          query.setLong(
              3,
              after == null
                  ? Math.ceilDiv(unexpiredAt.toEpochMilli(), 1_000)
                  : after.notAfter().getEpochSecond());
          query.setBytes(4, after == null ? BEFORE_ALL : after.serial().toArray());
          query.setInt(5, limit);
        },
        RevocationTable::read);
  }

  @Override
  public List<CrlRecord> crls(AuthorityId authority) {
    return readers.list(CrlTable.OF_AUTHORITY, query -> bind(query, authority), CrlTable::read);
  }

  @Override
  public List<IssuedRecord> issued(AuthorityId authority, @Nullable Serial after, int limit) {
    SqlStore.requirePositive(limit);
    return readers.list(
        dialect.issuedAfter(),
        query -> bindPage(query, authority, after, limit),
        RevocationTable::readIssued);
  }

  @Override
  public List<OcspSigner> ocspSigners(AuthorityId authority) {
    return readers.list(
        OcspSignerTable.OF_AUTHORITY, query -> bind(query, authority), OcspSignerTable::read);
  }

  @Override
  public Optional<AuditReport> auditReport(AuthorityId authority, UUID id) {
    return readers.first(
        ReportTable.BY_ID,
        query -> {
          bind(query, authority);
          query.setBytes(2, AuthorityRow.bytes(id));
        },
        ReportTable::read);
  }

  @Override
  public Optional<AuditReport> latestAuditReport(AuthorityId authority) {
    return readers.first(ReportTable.LATEST, query -> bind(query, authority), ReportTable::read);
  }

  @Override
  public List<AuditReport> openAuditReports(int limit) {
    SqlStore.requirePositive(limit);
    return readers.list(ReportTable.OPEN, query -> query.setInt(1, limit), ReportTable::read);
  }

  private static void bind(PreparedStatement query, AuthorityId id) throws SQLException {
    query.setBytes(1, AuthorityRow.bytes(id));
  }

  private static void bindPage(
      PreparedStatement query, AuthorityId authority, @Nullable Serial after, int limit)
      throws SQLException {
    bind(query, authority);
    query.setBytes(2, after == null ? BEFORE_ALL : after.toArray());
    query.setInt(3, limit);
  }
}
