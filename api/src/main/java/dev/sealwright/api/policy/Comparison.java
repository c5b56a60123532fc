package dev.sealwright.api.policy;

import dev.sealwright.api.policy.ConditionKey.Kind;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** The comparisons of the condition operators, each with the kinds of keys that it can compare. */
enum Comparison {
  STRING_EQUALS("StringEquals", false, Group.TEXT),
  STRING_NOT_EQUALS("StringNotEquals", true, Group.TEXT),
  STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, Group.TEXT),
  STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, Group.TEXT),
  STRING_LIKE("StringLike", false, Group.TEXT),
  STRING_NOT_LIKE("StringNotLike", true, Group.TEXT),
  ARN_EQUALS("ArnEquals", false, Group.ARN),
  ARN_NOT_EQUALS("ArnNotEquals", true, Group.ARN),
  ARN_LIKE("ArnLike", false, Group.ARN),
  ARN_NOT_LIKE("ArnNotLike", true, Group.ARN),
  BOOL("Bool", false, Group.BOOLEAN),
  NUMERIC_EQUALS("NumericEquals", false, Group.NUMBER),
  NUMERIC_NOT_EQUALS("NumericNotEquals", true, Group.NUMBER),
  NUMERIC_LESS("NumericLessThan", false, Group.NUMBER),
  NUMERIC_LESS_EQUALS("NumericLessThanEquals", false, Group.NUMBER),
  NUMERIC_GREATER("NumericGreaterThan", false, Group.NUMBER),
  NUMERIC_GREATER_EQUALS("NumericGreaterThanEquals", false, Group.NUMBER),
  DATE_EQUALS("DateEquals", false, Group.DATE),
  DATE_NOT_EQUALS("DateNotEquals", true, Group.DATE),
  DATE_LESS("DateLessThan", false, Group.DATE),
  DATE_LESS_EQUALS("DateLessThanEquals", false, Group.DATE),
  DATE_GREATER("DateGreaterThan", false, Group.DATE),
  DATE_GREATER_EQUALS("DateGreaterThanEquals", false, Group.DATE),
  IP_ADDRESS("IpAddress", false, Group.ADDRESS),
  NOT_IP_ADDRESS("NotIpAddress", true, Group.ADDRESS);

  /** What may be compared how. */
  private enum Group {
    TEXT,
    ARN,
    BOOLEAN,
    NUMBER,
    DATE,
    ADDRESS;

    private boolean takes(Kind kind) {
      return switch (kind) {
        case TEXT, TEXTS -> this == TEXT;
        case ARN -> this == TEXT || this == ARN;
        case BOOLEAN -> this == TEXT || this == BOOLEAN;
        case NUMBER -> this == NUMBER;
        case DATE -> this == DATE;
        case ADDRESS -> this == ADDRESS;
      };
    }
  }

  private final String text;
  private final boolean negated;
  private final Group group;

  Comparison(String text, boolean negated, Group group) {
    this.text = text;
    this.negated = negated;
    this.group = group;
  }

  String text() {
    return text;
  }

  /** Holds when none of the policy's values matches, instead of when one does. */
  boolean negated() {
    return negated;
  }

  boolean compares(Kind kind) {
    return group.takes(kind);
  }

  /**
   * The test of a request's value against one value of the policy, without the negation.
   *
   * @throws PolicyException when the policy's value has not the form the comparison takes
   */
  Predicate<String> against(String place, String value) {
    return switch (this) {
      case STRING_EQUALS, STRING_NOT_EQUALS -> value::equals;
      case STRING_EQUALS_IGNORE_CASE, STRING_NOT_EQUALS_IGNORE_CASE -> {
        String folded = Letters.folded(value);
        yield found -> folded.equals(Letters.folded(found));
      }
      case STRING_LIKE, STRING_NOT_LIKE -> Wildcard.exactCase(value)::matches;
      // AWS compares ARNs with wildcards under either name.
      case ARN_EQUALS, ARN_NOT_EQUALS, ARN_LIKE, ARN_NOT_LIKE ->
          ArnPattern.of(place, value)::matches;
      case BOOL -> Scalars.truth(place, value)::equals;
      case NUMERIC_EQUALS, NUMERIC_NOT_EQUALS -> number(place, value, order -> order == 0);
      case NUMERIC_LESS -> number(place, value, order -> order < 0);
      case NUMERIC_LESS_EQUALS -> number(place, value, order -> order <= 0);
      case NUMERIC_GREATER -> number(place, value, order -> order > 0);
      case NUMERIC_GREATER_EQUALS -> number(place, value, order -> order >= 0);
      case DATE_EQUALS, DATE_NOT_EQUALS -> date(place, value, order -> order == 0);
      case DATE_LESS -> date(place, value, order -> order < 0);
      case DATE_LESS_EQUALS -> date(place, value, order -> order <= 0);
      case DATE_GREATER -> date(place, value, order -> order > 0);
      case DATE_GREATER_EQUALS -> date(place, value, order -> order >= 0);
      case IP_ADDRESS, NOT_IP_ADDRESS -> AddressRange.of(place, value)::contains;
    };
  }

  private static Predicate<String> number(String place, String value, IntPredicate order) {
    var bound = Scalars.number(place, value);
    return found -> order.test(Scalars.number(place, found).compareTo(bound));
  }

  private static Predicate<String> date(String place, String value, IntPredicate order) {
    var bound = Scalars.date(place, value);
    return found -> order.test(Scalars.date(place, found).compareTo(bound));
  }
}
