package dev.sealwright.api.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.CertificateArn;
import dev.sealwright.api.wire.Requester;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.x509.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The records that the published service leaves in its trail of what it did by itself: what the key
 * of a CA signed, which lists were made, and the details of each certificate. Those of API calls
 * are {@link CallRecords}, which come here ready.
 *
 * <p>Threads: that of the log.
 */
final class TrailRecords {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EventLog.Sources sources;

  TrailRecords(EventLog.Sources sources) {
    this.sources = sources;
  }

  /** Whether a record comes of it; cheap, since the committer asks. */
  static boolean concerns(Mutation mutation) {
    return switch (mutation) {
      case Mutation.Seal _, Mutation.Close _ -> true;
      case Mutation.ChangeAuthority change -> change.event().kind() == AuditEvent.Kind.KEY_MADE;
      case Mutation.Note note ->
          note.event().kind() == AuditEvent.Kind.CRL_SIGNED
              || note.event().kind() == AuditEvent.Kind.OCSP_ANSWER_SIGNED;
      default -> false;
    };
  }

  /**
   * Lines of JSON, in order; none when nothing is to be recorded of it. Absent when its CA is gone
   * meanwhile.
   */
  Optional<List<byte[]>> of(Happening happening) {
    return switch (happening) {
      case Happening.ListMade made ->
          found(made.authority()).map(ca -> List.of(bytes(listMade(ca, made))));
      case Happening.Called(String line) ->
          Optional.of(List.of(line.getBytes(StandardCharsets.UTF_8)));
      case Happening.Written(Mutation mutation) ->
          concerns(mutation) ? of(mutation) : Optional.of(List.of());
    };
  }

  private Optional<List<byte[]>> of(Mutation mutation) {
    return switch (mutation) {
      case Mutation.Seal seal -> certificate(seal.event(), true);
      case Mutation.Close close -> certificate(close.event(), false);
      case Mutation.ChangeAuthority change -> signed("SignCACSR", change.event());
      case Mutation.Note note ->
          note.event().kind() == AuditEvent.Kind.CRL_SIGNED
              ? signed("SignCRL", note.event())
              : signed("SignOCSPResponse", note.event());
      default -> Optional.of(List.of());
    };
  }

  private record Known(CaArn arn, Authority authority) {}

  private Optional<Known> found(AuthorityId id) {
    return sources
        .authorities()
        .apply(id)
        .map(authority -> new Known(sources.arns().apply(authority), authority));
  }

  private Optional<List<byte[]>> signed(String name, AuditEvent event) {
    return found(event.authority())
        .map(ca -> {
          ObjectNode node = envelope(name, ca.arn(), ca.arn().account(), event.at());
          node.putObject("serviceEventDetails").put("detail", event.detail());
          return List.of(bytes(node));
        });
  }

  private static ObjectNode listMade(Known ca, Happening.ListMade made) {
    ObjectNode node = envelope("GenerateCRL", ca.arn(), ca.arn().account(), made.at());
    ObjectNode details = node.putObject("serviceEventDetails");
    details.put("crlUrl", made.url().toString());
    details.put("result", made.failure().isEmpty() ? "success" : "failure");
    made.failure().ifPresent(reason -> details.put("reason", reason));
    return node;
  }

  private Optional<List<byte[]>> certificate(AuditEvent event, boolean sealed) {
    Serial serial = event.serial();
    Optional<Known> ca = found(event.authority());
    Optional<StoredCertificate> stored =
        serial == null ? Optional.empty() : sources.certificates().apply(event.authority(), serial);
    if (ca.isEmpty() || stored.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(certificate(ca.get(), stored.get(), event.at(), sealed));
  }

  /** For a certificate from a shared CA both accounts have a record. */
  private static List<byte[]> certificate(
      Known ca, StoredCertificate stored, Instant at, boolean sealed) {
    CaArn arn = ca.arn();
    List<byte[]> lines = new ArrayList<>();
    if (sealed) {
      ObjectNode node = envelope("SignCertificate", arn, arn.account(), at);
      node.putObject("serviceEventDetails")
          .put(
              "certificateArn",
              new CertificateArn(arn, stored.reservation().serial().hex()).toString());
      lines.add(bytes(node));
    }
    Requester requester = new Requester(stored.reservation().requester());
    Set<String> recipients = new LinkedHashSet<>(List.of(arn.account(), requester.account(arn)));
    for (String recipient : recipients) {
      ObjectNode node = envelope("IssueCertificateDetails", arn, recipient, at);
      node.set("serviceEventDetails", IssuanceDetails.of(arn, ca.authority(), stored));
      lines.add(bytes(node));
    }
    return lines;
  }

  private static ObjectNode envelope(String name, CaArn arn, String recipient, Instant at) {
    ObjectNode node = JSON.createObjectNode();
    node.put("eventID", UUID.randomUUID().toString());
    node.put("eventSource", "acm-pca.amazonaws.com");
    node.put("eventName", name);
    node.put("eventType", "AwsServiceEvent");
    node.put("eventTime", time(at));
    node.put("awsRegion", arn.region());
    node.put("recipientAccountId", recipient);
    ObjectNode resource = node.putArray("resources").addObject();
    resource.put("accountId", arn.account());
    resource.put("type", "AWS::ACMPCA::CertificateAuthority");
    resource.put("ARN", arn.toString());
    return node;
  }

  /** ISO 8601, whole seconds. */
  static String time(Instant at) {
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
