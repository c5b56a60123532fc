package dev.sealwright.api.report;

import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.CertificateArn;
import dev.sealwright.engine.attach.ReportLine;
import dev.sealwright.engine.store.Revocation;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One certificate as a report shows it: the columns that have a value. */
final class Entry {
  /** The offset is always written as digits. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+0000'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Pattern PRINCIPAL_ARN =
      Pattern.compile("arn:[^:]*:[^:]*:[^:]*:(?<account>[0-9]{12}):.*");
  private static final Pattern SERVICE = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+");

  private Entry() {}

  static Map<Column, String> of(CaArn authority, ReportLine line) {
    Map<Column, String> cells = new EnumMap<>(Column.class);
    cells.put(Column.ACCOUNT, account(authority, line.requester()));
    if (SERVICE.matcher(line.requester()).matches()) {
      cells.put(Column.SERVICE, line.requester());
    }
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

  /** The requester's; a service acts for the CA's own account. */
  private static String account(CaArn authority, String requester) {
    Matcher arn = PRINCIPAL_ARN.matcher(requester);
    return arn.matches() ? arn.group("account") : authority.account();
  }

  private static String pairs(String hex) {
    return String.join(":", hex.split("(?<=\\G..)"));
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }
}
