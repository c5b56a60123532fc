package dev.sealwright.engine.store.memory;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Reservation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What is known of each list. Not thread-safe: the store's lock guards every call. */
final class Lists {
  private final Map<AuthorityId, TreeMap<CrlScope, CrlRecord>> lists = new HashMap<>();

  /** Only those of partitions are counted. */
  void bind(Reservation reservation) {
    if (!reservation.scope().isComplete()) {
      change(
          reservation.authority(),
          reservation.scope(),
          list ->
              new CrlRecord(
                  list.authority(),
                  list.scope(),
                  list.bound() + 1,
                  list.revoked(),
                  list.number(),
                  list.last()));
    }
  }

  void revoked(AuthorityId authority, CrlScope scope) {
    change(
        authority,
        scope,
        list ->
            new CrlRecord(
                list.authority(),
                list.scope(),
                list.bound(),
                list.revoked() + 1,
                list.number(),
                list.last()));
  }

  boolean number(Mutation.TakeCrlNumber taken) {
    if (taken.number() <= get(taken.authority(), taken.scope()).number()) {
      return false;
    }
    change(
        taken.authority(),
        taken.scope(),
        list ->
            new CrlRecord(
                list.authority(),
                list.scope(),
                list.bound(),
                list.revoked(),
                taken.number(),
                list.last()));
    return true;
  }

  boolean publish(Mutation.PublishCrl published) {
    CrlRecord.Published last = published.published();
    if (last.number() != get(published.authority(), published.scope()).number()) {
      return false;
    }
    change(
        published.authority(),
        published.scope(),
        list ->
            new CrlRecord(
                list.authority(), list.scope(), list.bound(), list.revoked(), list.number(), last));
    return true;
  }

  List<CrlRecord> of(AuthorityId authority) {
    return List.copyOf(lists.getOrDefault(authority, new TreeMap<>()).values());
  }

  void forget(AuthorityId authority) {
    lists.remove(authority);
  }

  private CrlRecord get(AuthorityId authority, CrlScope scope) {
    CrlRecord known = lists.getOrDefault(authority, new TreeMap<>()).get(scope);
    return known == null ? CrlRecord.none(authority, scope) : known;
  }

  private void change(AuthorityId authority, CrlScope scope, UnaryOperator<CrlRecord> change) {
    lists
        .computeIfAbsent(authority, id -> new TreeMap<>())
        .put(scope, change.apply(get(authority, scope)));
  }
}
