package dev.sealwright.engine.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The published definitions of the 61 templates, written down once more and by hand, so that the
 * table in the code can be held against something.
 */
final class TemplateFacts {
  private static final Set<Integer> TLS = Set.of(0, 2);
  private static final Set<Integer> SIGNING = Set.of(0);
  private static final Set<Integer> CA = Set.of(0, 5, 6);
  private static final Set<Integer> OPEN = Set.of();
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final String CODE = "1.3.6.1.5.5.7.3.3";
  private static final String OCSP = "1.3.6.1.5.5.7.3.9";
  private static final int LEAF = -1;
  private static final int UNLIMITED = Integer.MAX_VALUE;

  private TemplateFacts() {}

  /**
   * One template.
   *
   * @param jdkPathLength as X509Certificate tells it: -1 for no CA, MAX_VALUE for no limit
   * @param usage bits of RFC 5280 4.2.1.3, empty when the template fixes none
   */
  record Fact(
      String name,
      boolean call,
      boolean request,
      boolean root,
      int jdkPathLength,
      boolean constraintsCritical,
      Set<Integer> usage,
      List<String> purposes,
      boolean purposesCritical) {
    @Override
    public String toString() {
      return name;
    }

    boolean ca() {
      return jdkPathLength != LEAF;
    }

    byte @Nullable [] pick(byte[] ofCall, byte[] ofRequest) {
      return call ? ofCall : request ? ofRequest : null;
    }

    Set<Integer> expectedUsage(Set<Integer> ofCall, Set<Integer> ofRequest) {
      return !usage.isEmpty() ? usage : call ? ofCall : request ? ofRequest : Set.of();
    }

    List<String> expectedPurposes(String ofCall, String ofRequest) {
      return !purposes.isEmpty()
          ? purposes
          : call ? List.of(ofCall) : request ? List.of(ofRequest) : List.of();
    }

    /** No CRL is configured: roots never, the call only in one family, else the CSR. */
    byte @Nullable [] expectedCrlPoint(byte[] ofCall, byte[] ofRequest) {
      if (root) {
        return null;
      }
      if (call && name.startsWith("BlankEndEntityCertificate_CriticalBasicConstraints")) {
        return ofCall;
      }
      return request ? ofRequest : null;
    }

    Set<String> expectedCritical(boolean hasUsage) {
      Set<String> critical = new HashSet<>();
      if (constraintsCritical) {
        critical.add("2.5.29.19");
      }
      if (hasUsage) {
        critical.add("2.5.29.15");
      }
      if (purposesCritical) {
        critical.add("2.5.29.37");
      }
      return critical;
    }

    Set<String> expectedOids() {
      Set<String> oids = new HashSet<>(Set.of("2.5.29.19", "2.5.29.14"));
      if (!root || call) {
        oids.add("2.5.29.35");
        oids.add("2.5.29.17");
      }
      if (!usage.isEmpty() || call || request) {
        oids.add("2.5.29.15");
      }
      if (!purposes.isEmpty() || call || request) {
        oids.add("2.5.29.37");
      }
      if (call || request) {
        oids.addAll(Set.of("2.5.29.32", "1.3.6.1.5.5.7.1.1", "1.2.3.4.3"));
      }
      if (call) {
        oids.add("1.2.3.4.1");
      }
      if (request) {
        oids.add("1.2.3.4.2");
      }
      if (expectedCrlPoint(new byte[1], new byte[1]) != null) {
        oids.add("2.5.29.31");
      }
      return oids;
    }

    String opensslConstraints() {
      return switch (jdkPathLength) {
        case LEAF -> "CA:FALSE";
        case UNLIMITED -> "CA:TRUE\n";
        default -> "CA:TRUE, pathlen:" + jdkPathLength;
      };
    }
  }

  static Stream<Fact> all() {
    List<Fact> facts = new ArrayList<>();
    String four = "base CSR API APICSR";
    String three = "CSR API APICSR";
    add(facts, "EndEntityCertificate", four, LEAF, false, TLS, List.of(SERVER, CLIENT), false);
    add(facts, "EndEntityClientAuthCertificate", four, LEAF, false, TLS, List.of(CLIENT), false);
    add(facts, "EndEntityServerAuthCertificate", four, LEAF, false, TLS, List.of(SERVER), false);
    add(facts, "CodeSigningCertificate", four, LEAF, false, SIGNING, List.of(CODE), true);
    add(facts, "OCSPSigningCertificate", four, LEAF, false, SIGNING, List.of(OCSP), true);
    add(facts, "BlankEndEntityCertificate", three, LEAF, false, OPEN, List.of(), false);
    add(
        facts,
        "BlankEndEntityCertificate_CriticalBasicConstraints",
        three,
        LEAF,
        true,
        OPEN,
        List.of(),
        false);
    add(facts, "RootCACertificate", "base API", UNLIMITED, true, CA, List.of(), false);
    add(facts, "BlankRootCACertificate", "API", UNLIMITED, true, OPEN, List.of(), false);
    IntStream.rangeClosed(0, 3)
        .forEach(n -> {
          add(facts, "BlankRootCACertificate_PathLen" + n, "API", n, true, OPEN, List.of(), false);
          add(facts, "SubordinateCACertificate_PathLen" + n, four, n, true, CA, List.of(), false);
          add(
              facts,
              "BlankSubordinateCACertificate_PathLen" + n,
              three,
              n,
              true,
              OPEN,
              List.of(),
              false);
        });
    return facts.stream();
  }

  private static void add(
      List<Fact> to,
      String family,
      String varieties,
      int pathLength,
      boolean constraintsCritical,
      Set<Integer> usage,
      List<String> purposes,
      boolean purposesCritical) {
    for (String variety : varieties.split(" ", -1)) {
      boolean base = variety.equals("base");
      to.add(
          new Fact(
              family + (base ? "" : "_" + variety + "Passthrough") + "/V1",
              variety.startsWith("API"),
              variety.endsWith("CSR"),
              family.contains("Root"),
              pathLength,
              constraintsCritical,
              usage,
              purposes,
              purposesCritical));
    }
  }
}
