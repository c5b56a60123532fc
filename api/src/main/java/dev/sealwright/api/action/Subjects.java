package dev.sealwright.api.action;

import dev.sealwright.api.shape.Asn1Subject;
import dev.sealwright.api.shape.CustomAttribute;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Name;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ASN1Subject as a distinguished name: standard members in the order of the published model, or
 * a list.
 */
final class Subjects {
  private Subjects() {}

  static Name name(Asn1Subject subject) {
    List<Attribute> attributes = new ArrayList<>();
    add(attributes, "2.5.4.6", subject.country());
    add(attributes, "2.5.4.10", subject.organization());
    add(attributes, "2.5.4.11", subject.organizationalUnit());
    add(attributes, "2.5.4.46", subject.distinguishedNameQualifier());
    add(attributes, "2.5.4.8", subject.state());
    add(attributes, "2.5.4.3", subject.commonName());
    add(attributes, "2.5.4.5", subject.serialNumber());
    add(attributes, "2.5.4.7", subject.locality());
    add(attributes, "2.5.4.12", subject.title());
    add(attributes, "2.5.4.4", subject.surname());
    add(attributes, "2.5.4.42", subject.givenName());
    add(attributes, "2.5.4.43", subject.initials());
    add(attributes, "2.5.4.65", subject.pseudonym());
    add(attributes, "2.5.4.44", subject.generationQualifier());
    List<CustomAttribute> custom = subject.customAttributes();
    if (custom != null) {
      if (!attributes.isEmpty()) {
        throw new WireException(
            ErrorName.INVALID_ARGS,
            "Subject holds either CustomAttributes or the standard members, not both");
      }
      custom.forEach(given -> add(attributes, given.objectIdentifier(), given.value()));
    }
    if (attributes.isEmpty()) {
      throw new WireException(ErrorName.INVALID_ARGS, "Subject needs at least one attribute");
    }
    return Name.of(attributes);
  }

  /** An empty string is an attribute nobody wants in a name: it counts as absent. */
  private static void add(List<Attribute> to, String oid, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      to.add(new Attribute(oid, value));
    }
  }
}
