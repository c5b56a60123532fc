package dev.sealwright.engine.x509;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.jspecify.annotations.Nullable;

/**
 * The content of a name constraints extension (RFC 5280 4.2.1.10): in which subtrees the names of
 * all certificates below must, and must not, lie.
 *
 * <p>Hostile on both sides. What cannot be compared (a form without rules, a URI without a host, a
 * mailbox without a domain) counts as a violation as soon as its form is constrained at all. The
 * work is bounded by {@link #MAX_COMPARISONS}.
 */
public final class NameConstraints {
  /** More than any honest CA has, and cheap to compare with. */
  public static final int MAX_SUBTREES = 1024;

  private static final int MAX_COMPARISONS = 250_000;

  private final List<ConstrainedName> permitted;
  private final List<ConstrainedName> excluded;

  private NameConstraints(List<ConstrainedName> permitted, List<ConstrainedName> excluded) {
    this.permitted = List.copyOf(permitted);
    this.excluded = List.copyOf(excluded);
  }

  /** Reads the DER of the extension's value; IllegalArgumentException when it is something else. */
  public static NameConstraints decode(Octets der) {
    byte[] bytes = der.toArray();
    Der.requireStrict(bytes);
    var read = org.bouncycastle.asn1.x509.NameConstraints.getInstance(bytes);
    GeneralSubtree[] permitted = read.getPermittedSubtrees();
    GeneralSubtree[] excluded = read.getExcludedSubtrees();
    if (permitted == null && excluded == null) {
      // RFC 5280 4.2.1.10: MUST NOT be empty.
      throw new DerException("name constraints that constrain nothing");
    }
    return new NameConstraints(bases(permitted), bases(excluded));
  }

  /** How many subtrees there are to compare each name with. */
  public int size() {
    return permitted.size() + excluded.size();
  }

  /** What is wrong with the names under these constraints, in words for the record. */
  public Optional<String> violation(CertificateNames names) {
    if ((long) names.names().size() * size() > MAX_COMPARISONS) {
      return Optional.of("there are too many names to hold against the name constraints");
    }
    for (ConstrainedName name : names.names()) {
      if (excluded.stream().anyMatch(base -> Subtree.touches(base, name))) {
        return Optional.of("a " + name.form() + " is excluded by the name constraints");
      }
      boolean constrained = permitted.stream().anyMatch(base -> sameForm(base, name));
      if (constrained && permitted.stream().noneMatch(base -> Subtree.contains(base, name))) {
        return Optional.of("a " + name.form() + " is not permitted by the name constraints");
      }
    }
    return Optional.empty();
  }

  static boolean sameForm(ConstrainedName one, ConstrainedName other) {
    return one.form().equals(other.form());
  }

  private static List<ConstrainedName> bases(GeneralSubtree @Nullable [] subtrees) {
    List<ConstrainedName> bases = new ArrayList<>();
    if (subtrees == null) {
      return bases;
    }
    if (subtrees.length == 0) {
      throw new DerException("a list of subtrees that is empty");
    }
    if (subtrees.length > MAX_SUBTREES) {
      throw new DerException("more than " + MAX_SUBTREES + " subtrees");
    }
    for (GeneralSubtree subtree : subtrees) {
      if (subtree.getMinimum().signum() != 0 || subtree.getMaximum() != null) {
        // RFC 5280 4.2.1.10: minimum is 0 and maximum absent.
        throw new DerException("a subtree with a minimum or maximum");
      }
      ConstrainedName base = CertificateNames.of(subtree.getBase());
      Subtree.requireBase(base);
      bases.add(base);
    }
    return bases;
  }
}
