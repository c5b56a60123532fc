package dev.sealwright.engine.template;

import dev.sealwright.engine.x509.BasicConstraints;
import dev.sealwright.engine.x509.KeyPurpose;
import dev.sealwright.engine.x509.KeyUsage;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of templates: what it fixes, and what it lets others fill.
 *
 * @param family such as {@code EndEntityCertificate}
 * @param basicConstraints how they are encoded; critical or not
 * @param keyUsage critical; not fixed when empty
 * @param purposes the extended key usage; not fixed when it lists none
 */
public record Template(
    String family,
    Variety variety,
    Kind kind,
    Constraints basicConstraints,
    Set<KeyUsage> keyUsage,
    Purposes purposes,
    CrlPoint crlPoint) {

  /** What a certificate made from a template may do. */
  public enum Kind {
    END_ENTITY,
    /** Signed by the CA's own key, for that key. */
    ROOT_CA,
    SUBORDINATE_CA
  }

  /** Who may name a CRL; what the CA's configuration names comes before all others. */
  public enum CrlPoint {
    NOBODY,
    /** A copied CSR extension; the call only where the CA leaves the naming to its callers. */
    REQUEST,
    /** The call and a copied CSR extension. */
    CALL_AND_REQUEST
  }

  /** The fixed basic constraints. */
  public record Constraints(boolean critical, BasicConstraints content) {}

  /** The fixed extended key usage. */
  public record Purposes(boolean critical, List<KeyPurpose> purposes) {
    public Purposes {
      purposes = List.copyOf(purposes);
    }
  }

  public Template {
    keyUsage = Set.copyOf(keyUsage);
  }

  /** With its version, such as {@code EndEntityCertificate_APIPassthrough/V1}. */
  public String name() {
    return family + variety.suffix() + "/V1";
  }

  /** The path length that the template writes; absent for none. */
  public @Nullable Integer pathLength() {
    return basicConstraints.content().pathLength();
  }
}
