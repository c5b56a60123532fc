package dev.sealwright.api.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.Requester;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.InstalledCertificate;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.x509.NameText;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.TbsCertificate;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a record named IssueCertificateDetails says: what was issued to whom, or why it was not. */
final class IssuanceDetails {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern OF_EC = Pattern.compile("(?<digest>SHA[0-9]+)WITHECDSA");

  private IssuanceDetails() {}

  static ObjectNode of(CaArn arn, Authority authority, StoredCertificate stored) {
    ObjectNode details = JSON.createObjectNode();
    certificate(details, arn, authority, stored.reservation());
    String failure = stored.failure();
    if (failure == null) {
      Reservation issued = stored.reservation();
      details.put("notBefore", TrailRecords.time(issued.validity().notBefore()));
      details.put("notAfter", TrailRecords.time(issued.validity().notAfter()));
      details.put("issuedAt", TrailRecords.time(issued.issuedAt()));
      details.put("status", "ISSUED");
    } else {
      details.put("status", "FAILED");
      details.put("statusReason", failure);
    }
    return details;
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
    Requester requester = new Requester(issued.requester());
    details.put("requesterAccountId", requester.account(arn));
    requester.arn().ifPresent(principal -> details.put("requesterArn", principal));
    requester.service().ifPresent(service -> details.put("requesterServicePrincipal", service));
  }

  /** Those of elliptic curves stand the other way round there. */
  private static String spelled(SignatureAlgorithm algorithm) {
    Matcher ec = OF_EC.matcher(algorithm.name());
    return ec.matches() ? "ECDSAWITH" + ec.group("digest") : algorithm.name();
  }
}
