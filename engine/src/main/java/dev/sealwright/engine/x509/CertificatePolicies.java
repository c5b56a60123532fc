package dev.sealwright.engine.x509;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The content of the certificate policies extension (RFC 5280 4.2.1.4). */
public final class CertificatePolicies {
  /** id-qt-cps. */
  private static final String CPS = "1.3.6.1.5.5.7.2.1";

  private CertificatePolicies() {}

  /**
   * One policy.
   *
   * @param oid dotted decimal
   * @param statements URIs of certification practice statements, ASCII
   */
  public record Policy(String oid, List<String> statements) {
    public Policy {
      statements = List.copyOf(statements);
      encode(oid, statements);
    }
  }

  /** DER; INVALID_ARGUMENT when a policy is there more than once. */
  public static Octets encode(List<Policy> policies) {
    Set<String> seen = new HashSet<>();
    for (Policy policy : policies) {
      if (!seen.add(policy.oid())) {
        throw Text.refusal("the certificate policy " + policy.oid(), "is there more than once");
      }
    }
    return Octets.copyOf(
        Der.sequence(
            policies.stream()
                .map(policy -> encode(policy.oid(), policy.statements()))
                .toArray(byte[][]::new)));
  }

  private static byte[] encode(String oid, List<String> statements) {
    byte[] policy = Text.objectIdentifier("a CertPolicyId", oid);
    if (statements.isEmpty()) {
      return Der.sequence(policy);
    }
    byte[][] qualifiers =
        statements.stream()
            .map(uri ->
                Der.sequence(
                    Der.objectIdentifier(CPS),
                    Der.element(Der.IA5_STRING, Text.ia5("a CpsUri", uri))))
            .toArray(byte[][]::new);
    return Der.sequence(policy, Der.sequence(qualifiers));
  }
}
