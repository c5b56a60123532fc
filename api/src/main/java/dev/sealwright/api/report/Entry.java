package dev.sealwright.api.report;

import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.CertificateArn;
import dev.sealwright.api.wire.Requester;
import dev.sealwright.engine.attach.ReportLine;
import dev.sealwright.engine.store.Revocation;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** One certificate as a report shows it: the columns that have a value. */
final class Entry {
  /** The offset is always written as digits. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+0000'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Entry() {}

  static Map<Column, String> of(CaArn authority, ReportLine line) {
    Map<Column, String> cells = new EnumMap<>(Column.class);
    Requester requester = new Requester(line.requester());
    cells.put(Column.ACCOUNT, requester.account(authority));
    requester.service().ifPresent(service -> cells.put(Column.SERVICE, service));
    cells.put(
        Column.CERTIFICATE_ARN, new CertificateArn(authority, line.serial().hex()).toString());
    cells.put(Column.SERIAL, pairs(line.serial().hex()));
    if (!line.subject().isEmpty()) {
      cells.put(Column.SUBJECT, line.subject());
    }
    cells.put(Column.NOT_BEFORE, time(line.validity().notBefore()));
    cells.put(Column.NOT_AFTER, time(line.validity().notAfter()));
    cells.put(Column.ISSUED_AT, time(line.issuedAt()));
    Revocation revocation = line.revocation();
    if (revocation != null) {
      cells.put(Column.REVOKED_AT, time(revocation.at()));
      cells.put(Column.REVOCATION_REASON, revocation.reason().name());
    }
    cells.put(
        Column.TEMPLATE_ARN,
        "arn:" + authority.partition() + ":acm-pca:::template/" + line.template());
    return cells;
  }

  private static String pairs(String hex) {
    return String.join(":", hex.split("(?<=\\G..)"));
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }
}
