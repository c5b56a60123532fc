package dev.sealwright.benchmarks.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the server said, kept outside of it.
 *
 * <p>Threads: any; a round is taken out when no caller runs.
 */
final class Ledger {
  private final Set<String> arns = ConcurrentHashMap.newKeySet();
  private final Map<String, String> byToken = new ConcurrentHashMap<>();
  private final Queue<Acknowledged> all = new ConcurrentLinkedQueue<>();
  private final Queue<Acknowledged> fresh = new ConcurrentLinkedQueue<>();
  private final Queue<Order> cut = new ConcurrentLinkedQueue<>();
  private final Queue<Acknowledged> revoked = new ConcurrentLinkedQueue<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();

  /** A certificate was promised. The same ARN for two orders is a violation, as two for a token. */
  Acknowledged acknowledge(Order order, String arn) {
    var made = new Acknowledged(order, arn);
    String before = order.token().isEmpty() ? null : byToken.put(order.token(), arn);
    if (before != null) {
      if (!before.equals(arn)) {
        violation("I12: token " + order.token() + " gave " + before + " and " + arn);
      }
      return made;
    }
    if (!arns.add(arn)) {
      violation("I5: " + arn + " was given to two orders");
    }
    all.add(made);
    fresh.add(made);
    return made;
  }

  /** An order that was sent and not answered: nobody knows whether it was done. */
  void cutOff(Order order) {
    cut.add(order);
  }

  void revoked(Acknowledged certificate) {
    revoked.add(certificate);
  }

  void violation(String what) {
    violations.add(what);
  }

  /** Acknowledged since the last call. */
  List<Acknowledged> takeFresh() {
    return drain(fresh);
  }

  /** Cut off since the last call. */
  List<Order> takeCut() {
    return drain(cut);
  }

  List<String> takeViolations() {
    return drain(violations);
  }

  List<Acknowledged> all() {
    return List.copyOf(all);
  }

  List<Acknowledged> revoked() {
    return List.copyOf(revoked);
  }

  private static <T> List<T> drain(Queue<T> queue) {
    List<T> taken = new ArrayList<>();
    for (T next = queue.poll(); next != null; next = queue.poll()) {
      taken.add(next);
    }
    return taken;
  }
}
