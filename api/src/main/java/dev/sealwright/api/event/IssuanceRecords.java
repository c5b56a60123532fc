package dev.sealwright.api.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.InstalledCertificate;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.x509.NameText;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.TbsCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Records named IssueCertificateDetails, as the published service leaves them in its trail: what
 * was issued to whom, or why it was not.
 */
final class IssuanceRecords {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PRINCIPAL_ARN =
      Pattern.compile("arn:[^:]*:[^:]*:[^:]*:(?<account>[0-9]{12}):.*");
  private static final Pattern SERVICE = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+");
  private static final Pattern OF_EC = Pattern.compile("(?<digest>SHA[0-9]+)WITHECDSA");

  private IssuanceRecords() {}

  /** One line of JSON. */
  static byte[] line(CaArn arn, Authority authority, StoredCertificate stored, Instant at) {
    ObjectNode node = JSON.createObjectNode();
    node.put("eventID", UUID.randomUUID().toString());
    node.put("eventSource", "acm-pca.amazonaws.com");
    node.put("eventName", "IssueCertificateDetails");
    node.put("eventType", "AwsServiceEvent");
    node.put("eventTime", time(at));
    node.put("awsRegion", arn.region());
    node.put("recipientAccountId", arn.account());
    ObjectNode details = node.putObject("serviceEventDetails");
    certificate(details, arn, authority, stored.reservation());
    String failure = stored.failure();
    if (failure == null) {
      Reservation issued = stored.reservation();
      details.put("notBefore", time(issued.validity().notBefore()));
      details.put("notAfter", time(issued.validity().notAfter()));
      details.put("issuedAt", time(issued.issuedAt()));
      details.put("status", "ISSUED");
    } else {
      details.put("status", "FAILED");
      details.put("statusReason", failure);
    }
    return bytes(node);
  }

  private static void certificate(
      ObjectNode details, CaArn arn, Authority authority, Reservation issued) {
    InstalledCertificate issuer = authority.installed();
    details.put("tbsCertificate", Base64.getEncoder().encodeToString(issued.tbs().toArray()));
    if (issuer != null) {
      details.put("issuerAuthorityKeyIdentifier", issuer.keyIdentifier().hex());
      details.put("issuerSerialNumber", issuer.serial().toString(16));
    }
    details.put(
        "issuerName",
        NameText.of(issuer == null ? authority.settings().subject() : issuer.subject()));
    details.put("subject", NameText.of(TbsCertificate.subject(issued.tbs())));
    details.put("serialNumber", issued.serial().hex());
    details.put(
        "templateArn", "arn:" + arn.partition() + ":acm-pca:::template/" + issued.template());
    details.put("signingAlgorithm", spelled(issued.algorithm()));
    requester(details, arn, issued.requester());
  }

  private static void requester(ObjectNode details, CaArn arn, String requester) {
    Matcher principal = PRINCIPAL_ARN.matcher(requester);
    details.put(
        "requesterAccountId", principal.matches() ? principal.group("account") : arn.account());
    if (SERVICE.matcher(requester).matches()) {
      details.put("requesterServicePrincipal", requester);
    } else {
      details.put("requesterArn", requester);
    }
  }

  /** Those of elliptic curves stand the other way round there. */
  private static String spelled(SignatureAlgorithm algorithm) {
    Matcher ec = OF_EC.matcher(algorithm.name());
    return ec.matches() ? "ECDSAWITH" + ec.group("digest") : algorithm.name();
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts is always JSON", e);
    }
  }
}
