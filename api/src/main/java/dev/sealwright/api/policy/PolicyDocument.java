package dev.sealwright.api.policy;

import java.util.List;

/** A policy that was understood as a whole: statements that each allow or deny. */
public final class PolicyDocument {
  /** The longest policy, in characters; the bound of PutPolicy. */
  public static final int LONGEST = 81_920;

  /** Allows every operation of this service on everything, and to have any bucket written. */
  public static final PolicyDocument ADMINISTRATOR =
      parse(
          """
          {"Version": "2012-10-17",
           "Statement": {"Effect": "Allow", "Action": ["acm-pca:*", "s3:PutObject"],
                         "Resource": "*"}}\
          """);

  private final String version;
  private final int length;
  private final List<Statement> statements;

  PolicyDocument(String version, int length, List<Statement> statements) {
    this.version = version;
    this.length = length;
    this.statements = List.copyOf(statements);
  }

  /**
   * Reads a policy of either kind; a pure function of its text.
   *
   * @throws PolicyException saying where and why
   */
  public static PolicyDocument parse(String text) {
    return PolicyReader.read(text);
  }

  /**
   * Reads a policy to be attached to a principal: without principals of its own.
   *
   * @throws PolicyException saying where and why
   */
  public static PolicyDocument parseIdentity(String text) {
    PolicyDocument document = parse(text);
    for (int i = 0; i < document.statements.size(); i++) {
      if (document.statements.get(i).principals() != null) {
        throw PolicyException.at(
            "Statement[" + i + "]", "a policy of a principal has no Principal of its own");
      }
    }
    return document;
  }

  /** What it says as one of the principal's own policies. */
  public Verdict asIdentity(AccessRequest request) {
    Verdict verdict = Verdict.SILENT;
    for (Statement statement : statements) {
      if (statement.applies(request)) {
        verdict = verdict.and(statement.verdict());
      }
    }
    return verdict;
  }

  /**
   * What it says as the policy of the resource.
   *
   * @param sameAccount principal and resource have one owner: an Allow to the account as a whole
   *     then leaves it to the principal's own policies, as in AWS
   */
  public Verdict asResource(AccessRequest request, boolean sameAccount) {
    Verdict verdict = Verdict.SILENT;
    for (Statement statement : statements) {
      if (reaches(statement, request.principal(), sameAccount) && statement.applies(request)) {
        verdict = verdict.and(statement.verdict());
      }
    }
    return verdict;
  }

  private static boolean reaches(Statement statement, Principal principal, boolean sameAccount) {
    PrincipalSet principals = statement.principals();
    if (principals == null) {
      return false;
    }
    return switch (principals.reach(principal)) {
      case NOT -> false;
      case ACCOUNT -> !sameAccount || statement.effect() == Effect.DENY;
      case ITSELF -> true;
    };
  }

  /** Characters it was written in. */
  public int length() {
    return length;
  }

  String version() {
    return version;
  }

  List<Statement> statements() {
    return statements;
  }
}
