package dev.sealwright.api.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** One key of one operator of a statement's Condition; all of them must hold. */
sealed interface Condition {
  ConditionKey key();

  /**
   * Whether it holds for a statement of this effect, which matters where a key that should have one
   * value has several.
   */
  boolean holds(AccessRequest request, Effect effect);

  /** Whether the key is absent from the request ({@code Null}). */
  record Presence(ConditionKey key, boolean absent) implements Condition {
    @Override
    public boolean holds(AccessRequest request, Effect effect) {
      return key.of(request).isEmpty() == absent;
    }
  }

  /** How a key with several values is compared. */
  enum Quantifier {
    /** The key has one value. */
    ONE,
    /** Every value of the request; true of none at all. */
    ALL,
    /** At least one value of the request. */
    ANY
  }

  /**
   * A comparison with the values of the policy, of which one must match, or none when negated.
   *
   * @param values as written, for who has to judge the policy itself
   */
  record Comparing(
      ConditionKey key,
      Comparison comparison,
      Quantifier quantifier,
      boolean ifExists,
      List<String> values,
      List<Predicate<String>> tests)
      implements Condition {
    public Comparing {
      values = List.copyOf(values);
      tests = List.copyOf(tests);
    }

    static Comparing of(
        String place,
        ConditionKey key,
        Comparison comparison,
        Quantifier quantifier,
        boolean ifExists,
        List<String> values) {
      List<Predicate<String>> tests = new ArrayList<>(values.size());
      for (String value : values) {
        tests.add(comparison.against(place, value));
      }
      return new Comparing(key, comparison, quantifier, ifExists, values, tests);
    }

    @Override
    public boolean holds(AccessRequest request, Effect effect) {
      List<String> found = key.of(request);
      if (found.isEmpty()) {
        return switch (quantifier) {
          case ONE -> ifExists || comparison.negated();
          case ALL -> true;
          case ANY -> ifExists;
        };
      }
      return switch (quantifier) {
        // More than one only for tags whose keys differ in case: none speaks for the others, so all
        // must meet what allows, and one is enough for what denies.
        case ONE ->
            switch (effect) {
              case ALLOW -> found.stream().allMatch(this::meets);
              case DENY -> found.stream().anyMatch(this::meets);
            };
        case ALL -> found.stream().allMatch(this::meets);
        case ANY -> found.stream().anyMatch(this::meets);
      };
    }

    private boolean meets(String found) {
      return comparison.negated() != matches(found);
    }

    private boolean matches(String found) {
      for (Predicate<String> test : tests) {
        if (test.test(found)) {
          return true;
        }
      }
      return false;
    }
  }
}
