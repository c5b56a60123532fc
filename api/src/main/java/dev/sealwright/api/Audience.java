package dev.sealwright.api;

import dev.sealwright.api.action.Realm;
import dev.sealwright.api.event.ApiCall;
import dev.sealwright.api.event.EventLog;
import dev.sealwright.api.event.ListEvents;
import dev.sealwright.api.event.ListMetrics;
import dev.sealwright.api.event.ListObservers;
import dev.sealwright.engine.crl.CrlObserver;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who is told of what the engine does.
 *
 * @param lists of revocation lists
 * @param commits of everything that is written
 * @param calls of the API
 */
record Audience(CrlObserver lists, List<Committer.Observer> commits, Consumer<ApiCall> calls) {
  /** The metrics of lists, and the log of events where there is one. */
  static Audience of(
      Store store, Optional<EventLog> events, Realm realm, Clock clock, MeterRegistry metrics) {
    ListMetrics counted =
        new ListMetrics(
            new ListMetrics.Sources(store::authorities, store.attached()::crls, realm::arnOf),
            clock,
            metrics);
    List<CrlObserver> lists = new ArrayList<>(List.of(counted));
    List<Committer.Observer> commits = new ArrayList<>(List.of(counted));
    events.ifPresent(log -> {
      lists.add(new ListEvents(log, clock));
      commits.add(log);
    });
    Consumer<ApiCall> calls =
        events
            .<Consumer<ApiCall>>map(log -> call -> log.called(call, realm.region()))
            .orElse(_ -> {});
    return new Audience(new ListObservers(lists), List.copyOf(commits), calls);
  }
}
