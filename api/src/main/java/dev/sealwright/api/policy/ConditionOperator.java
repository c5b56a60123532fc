package dev.sealwright.api.policy;

import dev.sealwright.api.policy.Condition.Comparing;
import dev.sealwright.api.policy.Condition.Presence;
import dev.sealwright.api.policy.Condition.Quantifier;
import dev.sealwright.api.policy.ConditionKey.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator as its name spells it: {@code [ForAllValues:|ForAnyValue:]Comparison[IfExists]}, or
 * {@code Null}.
 *
 * @param comparison absent for {@code Null}
 */
record ConditionOperator(Quantifier quantifier, @Nullable Comparison comparison, boolean ifExists) {
  private static final String ALL = "ForAllValues:";
  private static final String ANY = "ForAnyValue:";
  private static final String IF_EXISTS = "IfExists";

  static ConditionOperator parse(String place, String text) {
    if (text.equals("Null")) {
      return new ConditionOperator(Quantifier.ONE, null, false);
    }
    Quantifier quantifier = Quantifier.ONE;
    String name = text;
    if (name.startsWith(ALL)) {
      quantifier = Quantifier.ALL;
      name = name.substring(ALL.length());
    } else if (name.startsWith(ANY)) {
      quantifier = Quantifier.ANY;
      name = name.substring(ANY.length());
    }
    boolean ifExists = name.endsWith(IF_EXISTS);
    if (ifExists) {
      name = name.substring(0, name.length() - IF_EXISTS.length());
    }
    for (Comparison comparison : Comparison.values()) {
      if (comparison.text().equals(name)) {
        return new ConditionOperator(quantifier, comparison, ifExists);
      }
    }
    throw PolicyException.at(place, "this condition operator is not known here");
  }

  Condition on(String place, ConditionKey key, List<String> values) {
    if (comparison == null) {
      if (values.size() != 1) {
        throw PolicyException.at(place, "Null takes one value, true or false");
      }
      return new Presence(key, Scalars.truth(place, values.getFirst()).equals("true"));
    }
    if (!comparison.compares(key.kind())) {
      throw PolicyException.at(place, comparison.text() + " cannot compare this key");
    }
    if ((quantifier == Quantifier.ONE) == (key.kind() == Kind.TEXTS)) {
      throw PolicyException.at(
          place, "ForAllValues and ForAnyValue belong to aws:TagKeys, and to it alone");
    }
    return Comparing.of(place, key, comparison, quantifier, ifExists, values);
  }
}
