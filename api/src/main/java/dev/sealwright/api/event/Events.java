package dev.sealwright.api.event;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.CertificateArn;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.AuditReport;
import dev.sealwright.engine.store.Mutation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which event comes of what was written. Threads: that of the log. */
final class Events {
  private static final int MOST_KNOWN = 10_000;

  private final EventLog.Sources sources;
  private final Cache<AuthorityId, CaArn> arns =
      Caffeine.newBuilder().maximumSize(MOST_KNOWN).executor(Runnable::run).build();

  Events(EventLog.Sources sources) {
    this.sources = sources;
  }

  /** Whether an event comes of it; cheap, since the committer asks. */
  static boolean concerns(Mutation mutation) {
    return switch (mutation) {
      case Mutation.ChangeAuthority change ->
          change.event().kind() == AuditEvent.Kind.KEY_MADE
              || change.event().kind() == AuditEvent.Kind.CREATION_FAILED;
      case Mutation.Seal _, Mutation.Close _, Mutation.Revoke _, Mutation.EndAuditReport _ -> true;
      default -> false;
    };
  }

  static boolean concerns(Happening happening) {
    return switch (happening) {
      case Happening.ListMade _ -> true;
      case Happening.Called _ -> false;
      case Happening.Written(Mutation mutation) -> concerns(mutation);
    };
  }

  /** Nothing when the CA is gone meanwhile. */
  Optional<Event> of(Happening happening) {
    return switch (happening) {
      case Happening.ListMade made -> {
        SortedMap<String, String> detail = Event.result(made.failure().isEmpty(), made.failure());
        detail.put("CrlUrl", made.url().toString());
        yield event(Event.Type.CRL, made.authority(), made.at(), null, detail);
      }
      case Happening.Called _ -> Optional.empty();
      case Happening.Written(Mutation mutation) -> of(mutation);
    };
  }

  private Optional<Event> of(Mutation mutation) {
    return switch (mutation) {
      case Mutation.ChangeAuthority change ->
          plain(
              Event.Type.CREATION,
              change.event(),
              null,
              change.event().kind() == AuditEvent.Kind.KEY_MADE);
      case Mutation.Seal seal -> certificate(Event.Type.ISSUANCE, seal.event(), true);
      case Mutation.Close close -> certificate(Event.Type.ISSUANCE, close.event(), false);
      case Mutation.Revoke revoke -> certificate(Event.Type.REVOCATION, revoke.event(), true);
      case Mutation.EndAuditReport end ->
          plain(
              Event.Type.AUDIT_REPORT,
              end.event(),
              end.report().toString(),
              end.end() == AuditReport.Status.SUCCESS);
      default -> Optional.empty();
    };
  }

  private Optional<Event> certificate(Event.Type type, AuditEvent event, boolean success) {
    String certificate =
        Optional.ofNullable(event.serial())
            .flatMap(serial ->
                arn(event.authority()).map(arn -> new CertificateArn(arn, serial.hex()).toString()))
            .orElse(null);
    return plain(type, event, certificate, success);
  }

  private Optional<Event> plain(
      Event.Type type, AuditEvent event, @Nullable String second, boolean success) {
    return event(
        type, event.authority(), event.at(), second, Event.result(success, Optional.empty()));
  }

  private Optional<Event> event(
      Event.Type type,
      AuthorityId authority,
      Instant at,
      @Nullable String second,
      SortedMap<String, String> detail) {
    return arn(authority)
        .map(arn -> {
          List<String> resources = new ArrayList<>(List.of(arn.toString()));
          if (second != null) {
            resources.add(second);
          }
          return new Event(
              UUID.randomUUID(), type, at, arn.account(), arn.region(), resources, detail);
        });
  }

  private Optional<CaArn> arn(AuthorityId id) {
    CaArn known = arns.getIfPresent(id);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<CaArn> found = sources.authorities().apply(id).map(sources.arns());
    found.ifPresent(arn -> arns.put(id, arn));
    return found;
  }
}
