package dev.sealwright.api.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a policy, all of whose parts must hold for it to apply.
 *
 * @param principals present in resource policies only
 */
record Statement(
    Effect effect,
    @Nullable PrincipalSet principals,
    Selection actions,
    Selection resources,
    List<Condition> conditions) {
  Statement {
    conditions = List.copyOf(conditions);
  }

  /** Whether everything but the principals holds. */
  boolean applies(AccessRequest request) {
    if (!actions.covers(request.action()) || !resources.covers(request.resource())) {
      return false;
    }
    for (Condition condition : conditions) {
      if (!condition.holds(request, effect)) {
        return false;
      }
    }
    return true;
  }

  Verdict verdict() {
    return switch (effect) {
      case ALLOW -> Verdict.ALLOWED;
      case DENY -> Verdict.DENIED;
    };
  }
}
