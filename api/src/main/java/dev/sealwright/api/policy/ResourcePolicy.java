package dev.sealwright.api.policy;

import dev.sealwright.api.policy.Condition.Comparing;
import dev.sealwright.api.policy.Condition.Quantifier;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A policy that PutPolicy takes: it only allows, only what can be shared, only on the CA it is put
 * on, and only to named accounts, principals or organisations.
 *
 * <p>It cannot deny, so it takes nothing from those whose own policies allow.
 *
 * @param grantees the accounts and organisations it names, as an index of who to show the CA to;
 *     whether a caller is really allowed is for {@link PolicyDocument#asResource} to say
 */
public record ResourcePolicy(PolicyDocument document, Set<String> grantees) {
  private static final Pattern ORGANIZATION = Pattern.compile("o-[a-z0-9]{10,32}");
  private static final int ACCOUNT_PART = 4;

  /** Each is a row that the one thread that writes has to replace (INVARIANT I13). */
  private static final int MOST_GRANTEES = 500;

  public ResourcePolicy {
    grantees = Set.copyOf(grantees);
  }

  /**
   * Reads and judges a policy.
   *
   * @param arn of the CA that it is put on
   * @throws PolicyException saying where and why
   */
  public static ResourcePolicy parse(String text, String arn) {
    PolicyDocument document = PolicyDocument.parse(text);
    if (!document.version().equals("2012-10-17")) {
      throw PolicyException.at("Version", "expected 2012-10-17");
    }
    Set<String> grantees = new HashSet<>();
    List<Statement> statements = document.statements();
    for (int i = 0; i < statements.size(); i++) {
      judge("Statement[" + i + "]", statements.get(i), arn, grantees);
    }
    if (grantees.size() > MOST_GRANTEES) {
      throw new PolicyException(
          "The policy names more than "
              + MOST_GRANTEES
              + " accounts and organisations; an organisation stands for all its accounts");
    }
    return new ResourcePolicy(document, grantees);
  }

  private static void judge(String place, Statement statement, String arn, Set<String> grantees) {
    if (statement.effect() != Effect.ALLOW) {
      throw PolicyException.at(place + ".Effect", "the policy of a CA can only Allow");
    }
    judgeActions(place, statement.actions());
    judgeResources(place, statement.resources(), arn);
    PrincipalSet principals = statement.principals();
    if (principals == null) {
      throw PolicyException.at(place, "Principal is missing");
    }
    grantees.addAll(principals.accounts());
    principals.arns().forEach(principal -> grantees.add(principal.split(":", -1)[ACCOUNT_PART]));
    if (principals.everyone()) {
      grantees.addAll(organizations(place, statement.conditions()));
    }
  }

  private static void judgeActions(String place, Selection actions) {
    if (actions.except()) {
      throw PolicyException.at(place + ".NotAction", "the policy of a CA names what it allows");
    }
    for (Wildcard action : actions.patterns()) {
      if (!Sharing.offered(action.toString())) {
        throw PolicyException.at(
            place + ".Action",
            "'"
                + PolicyReader.shortened(action.toString())
                + "' cannot be shared; those that can are DescribeCertificateAuthority,"
                + " GetCertificate, GetCertificateAuthorityCertificate, IssueCertificate,"
                + " ListPermissions, ListTags and RevokeCertificate, each after acm-pca:");
      }
    }
  }

  private static void judgeResources(String place, Selection resources, String arn) {
    if (resources.except()) {
      throw PolicyException.at(place + ".NotResource", "the policy of a CA names the CA");
    }
    for (Wildcard resource : resources.patterns()) {
      if (!resource.toString().equals(arn)) {
        throw PolicyException.at(place + ".Resource", "expected the ARN of the CA, " + arn);
      }
    }
  }

  /** The organisations that hold everyone in; without any it would be a grant to the world. */
  private static Set<String> organizations(String place, List<Condition> conditions) {
    for (Condition condition : conditions) {
      if (condition instanceof Comparing comparing
          && comparing.key().name() == ConditionKey.Name.PRINCIPAL_ORGANIZATION
          && comparing.comparison() == Comparison.STRING_EQUALS
          && comparing.quantifier() == Quantifier.ONE
          && !comparing.ifExists()) {
        for (String organization : comparing.values()) {
          if (!ORGANIZATION.matcher(organization).matches()) {
            throw PolicyException.at(
                place + ".Condition.StringEquals.aws:PrincipalOrgID",
                "expected the id of an organisation, such as o-a1b2c3d4e5");
          }
        }
        return Set.copyOf(comparing.values());
      }
    }
    throw PolicyException.at(
        place + ".Principal", "\"*\" needs a Condition of StringEquals on aws:PrincipalOrgID");
  }
}
