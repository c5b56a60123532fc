package dev.sealwright.api.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a condition asks about.
 *
 * @param tag the part after the slash for the two families of tags, else empty; tags are found
 *     whatever their case, as IAM finds them
 */
record ConditionKey(Name name, String tag) {
  /** The kinds of values; an operator that cannot compare a kind is refused at load. */
  enum Kind {
    TEXT,
    ARN,
    BOOLEAN,
    NUMBER,
    DATE,
    ADDRESS,
    /** Several texts at once: takes a set operator, and only this kind does. */
    TEXTS
  }

  /** Every key that is understood; another one refuses the policy. */
  enum Name {
    TEMPLATE_ARN("acm-pca:TemplateArn", Kind.ARN),
    CURRENT_TIME("aws:CurrentTime", Kind.DATE),
    EPOCH_TIME("aws:EpochTime", Kind.DATE),
    /** Keys of the configuration are long-term credentials: both MFA keys are absent for them. */
    MFA_AGE("aws:MultiFactorAuthAge", Kind.NUMBER),
    MFA_PRESENT("aws:MultiFactorAuthPresent", Kind.BOOLEAN),
    PRINCIPAL_ACCOUNT("aws:PrincipalAccount", Kind.TEXT),
    PRINCIPAL_ARN("aws:PrincipalArn", Kind.ARN),
    PRINCIPAL_IS_SERVICE("aws:PrincipalIsAWSService", Kind.BOOLEAN),
    PRINCIPAL_ORGANIZATION("aws:PrincipalOrgID", Kind.TEXT),
    REQUESTED_REGION("aws:RequestedRegion", Kind.TEXT),
    REQUEST_TAG("aws:RequestTag/", Kind.TEXT),
    RESOURCE_ACCOUNT("aws:ResourceAccount", Kind.TEXT),
    RESOURCE_TAG("aws:ResourceTag/", Kind.TEXT),
    SOURCE_ACCOUNT("aws:SourceAccount", Kind.TEXT),
    SOURCE_IP("aws:SourceIp", Kind.ADDRESS),
    TAG_KEYS("aws:TagKeys", Kind.TEXTS),
    VIA_SERVICE("aws:ViaAWSService", Kind.BOOLEAN);

    private final String text;
    private final Kind kind;

    Name(String text, Kind kind) {
      this.text = text;
      this.kind = kind;
    }
  }

  static ConditionKey parse(String place, String text) {
    for (Name name : Name.values()) {
      if (name.text.endsWith("/")) {
        int prefix = name.text.length();
        if (text.length() > prefix && text.regionMatches(true, 0, name.text, 0, prefix)) {
          return new ConditionKey(name, text.substring(prefix));
        }
      } else if (name.text.equalsIgnoreCase(text)) {
        return new ConditionKey(name, "");
      }
    }
    throw PolicyException.at(place, "this condition key is not known here");
  }

  Kind kind() {
    return name.kind;
  }

  /** The request's values; none when the key is absent from it. */
  List<String> of(AccessRequest request) {
    Principal principal = request.principal();
    Facts facts = request.facts();
    return switch (name) {
      case TEMPLATE_ARN -> optional(facts.templateArn());
      case CURRENT_TIME, EPOCH_TIME -> List.of(facts.now().toString());
      case MFA_AGE, MFA_PRESENT -> List.of();
      case PRINCIPAL_ACCOUNT -> List.of(principal.account());
      case PRINCIPAL_ARN -> List.of(principal.arn());
      case PRINCIPAL_IS_SERVICE -> List.of(Boolean.toString(principal.service() != null));
      case PRINCIPAL_ORGANIZATION -> optional(principal.organization());
      case REQUESTED_REGION -> List.of(facts.region());
      case REQUEST_TAG -> tagged(facts.requestTags());
      case RESOURCE_ACCOUNT -> optional(facts.resourceAccount());
      case RESOURCE_TAG -> tagged(facts.resourceTags().get());
      case SOURCE_ACCOUNT -> principal.service() == null ? List.of() : List.of(principal.account());
      case SOURCE_IP -> optional(facts.sourceIp());
      case TAG_KEYS -> List.copyOf(facts.requestTags().keySet());
      case VIA_SERVICE -> List.of("false");
    };
  }

  private List<String> tagged(Map<String, String> tags) {
    if (tags.isEmpty()) {
      return List.of();
    }
    String wanted = Letters.folded(tag);
    List<String> values = new ArrayList<>(1);
    tags.forEach((key, value) -> {
      if (Letters.folded(key).equals(wanted)) {
        values.add(value);
      }
    });
    return values;
  }

  private static List<String> optional(@Nullable String value) {
    return value == null ? List.of() : List.of(value);
  }

  @Override
  public String toString() {
    return name.text + tag;
  }
}
