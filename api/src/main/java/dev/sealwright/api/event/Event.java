package dev.sealwright.api.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One event, as the published service sends them.
 *
 * @param type in its words, such as {@code ACM Private CA Creation}
 * @param account that owns the CA
 * @param resources the ARN of the CA, and of what else it is about
 * @param detail {@code result}, and what else there is to say
 */
record Event(
    UUID id,
    Type type,
    Instant at,
    String account,
    String region,
    List<String> resources,
    SortedMap<String, String> detail) {
  Event {
    resources = List.copyOf(resources);
    detail = new TreeMap<>(detail);
  }

  /** What happened; the words are those of the published service. */
  enum Type {
    CREATION("ACM Private CA Creation", "creation"),
    ISSUANCE("ACM Private CA Certificate Issuance", "certificate-issuance"),
    REVOCATION("ACM Private CA Certificate Revocation", "certificate-revocation"),
    CRL("ACM Private CA CRL Generation", "crl-generation"),
    AUDIT_REPORT("ACM Private CA Audit Report Generation", "audit-report-generation");

    private final String title;
    private final String shortName;

    Type(String title, String shortName) {
      this.title = title;
      this.shortName = shortName;
    }

    /** {@code detail-type} of the published service. */
    String title() {
      return title;
    }

    /** {@code type} of a CloudEvent. */
    String cloudType() {
      return "dev.sealwright." + shortName;
    }
  }

  /** The values of {@code detail}. */
  static SortedMap<String, String> result(boolean success, Optional<String> reason) {
    SortedMap<String, String> detail = new TreeMap<>();
    detail.put("result", success ? "success" : "failure");
    reason.ifPresent(text -> detail.put("reason", text));
    return detail;
  }
}
