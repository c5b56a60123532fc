package dev.sealwright.engine.crl;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.template.PublicationHosts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list as it should be published now.
 *
 * @param list what is on record of it
 * @param uri under which readers fetch it
 * @param pointed whether that is its issuing distribution point too
 */
record WantedList(CrlRecord list, RevocationSettings.Crl settings, String uri, boolean pointed) {
  /**
   * The lists that an authority should have: the complete one, and that of each partition with a
   * certificate while lists are partitioned.
   *
   * @param known what is on record, in order of scopes
   */
  static List<WantedList> of(Authority authority, List<CrlRecord> known, PublicationHosts hosts) {
    RevocationSettings.Crl settings = authority.revocation().crl();
    if (settings == null) {
      return List.of();
    }
    List<CrlRecord> lists = new ArrayList<>();
    if (known.isEmpty() || !known.getFirst().scope().isComplete()) {
      lists.add(CrlRecord.none(authority.id(), CrlScope.COMPLETE));
    }
    lists.addAll(known);
    // Once there are partitions, the complete list is not for everything any more, and has to say
    // so, also after a return to complete lists.
    boolean partitioned = settings.type() == CrlType.PARTITIONED;
    boolean pointed = partitioned || !lists.getLast().scope().isComplete();
    return lists.stream()
        .filter(list -> partitioned || list.scope().isComplete())
        .map(list ->
            new WantedList(
                list, settings, hosts.crlUri(authority.id(), settings, list.scope()), pointed))
        .toList();
  }

  Duration life() {
    return Duration.ofDays(settings.expirationDays());
  }

  /** URI of its issuing distribution point, if it is to have one. */
  @Nullable String point() {
    return pointed ? uri : null;
  }

  /** In its bucket. */
  String key() {
    return PublicationHosts.objectKey(list.authority(), settings, list.scope());
  }

  /** Where it goes and what about it follows from the settings: another one makes it due. */
  String place() {
    return "%s/%s %s %d days%s"
        .formatted(
            settings.bucket(),
            key(),
            settings.acl(),
            settings.expirationDays(),
            pointed ? " as " + uri : "");
  }
}
