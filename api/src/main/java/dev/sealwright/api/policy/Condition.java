package dev.sealwright.api.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** One key of one operator of a statement's Condition; all of them must hold. */
sealed interface Condition {
  ConditionKey key();

  boolean holds(AccessRequest request);

  /** Whether the key is absent from the request ({@code Null}). */
  record Presence(ConditionKey key, boolean absent) implements Condition {
    @Override
    public boolean holds(AccessRequest request) {
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
    public boolean holds(AccessRequest request) {
      List<String> found = key.of(request);
      if (found.isEmpty()) {
        return switch (quantifier) {
          case ONE -> ifExists || comparison.negated();
          case ALL -> true;
          case ANY -> ifExists;
        };
      }
      return switch (quantifier) {
        // More than one only for tags whose keys differ in case: a match with any is a match.
        case ONE -> comparison.negated() != found.stream().anyMatch(this::matches);
        case ALL -> found.stream().allMatch(value -> comparison.negated() != matches(value));
        case ANY -> found.stream().anyMatch(value -> comparison.negated() != matches(value));
      };
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
