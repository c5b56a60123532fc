package dev.sealwright.api.action;

import dev.sealwright.api.shape.Asn1Subject;
import dev.sealwright.api.shape.EdiPartyName;
import dev.sealwright.api.shape.OtherName;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.x509.GeneralName;
import dev.sealwright.engine.x509.Octets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The GeneralName structures of a request as names. */
final class GeneralNames {
  private GeneralNames() {}

  static Octets encode(List<dev.sealwright.api.shape.GeneralName> given) {
    return GeneralName.encode(given.stream().map(GeneralNames::of).toList());
  }

  static GeneralName of(dev.sealwright.api.shape.GeneralName given) {
    List<Object> forms =
        Stream.of(
                given.otherName(),
                given.rfc822Name(),
                given.dnsName(),
                given.directoryName(),
                given.ediPartyName(),
                given.uniformResourceIdentifier(),
                given.ipAddress(),
                given.registeredId())
            .filter(Objects::nonNull)
            .map(Object.class::cast)
            .toList();
    if (forms.size() != 1) {
      throw new WireException(
          ErrorName.INVALID_ARGS,
          "Each GeneralName holds a name of exactly one form, not of " + forms.size());
    }
    OtherName other = given.otherName();
    if (other != null) {
      return GeneralName.otherName(other.typeId(), other.value());
    }
    Asn1Subject directory = given.directoryName();
    if (directory != null) {
      return GeneralName.directory(Subjects.name(directory));
    }
    EdiPartyName edi = given.ediPartyName();
    if (edi != null) {
      return GeneralName.ediParty(edi.partyName(), edi.nameAssigner());
    }
    return ofText(given, forms.getFirst().toString());
  }

  private static GeneralName ofText(dev.sealwright.api.shape.GeneralName given, String text) {
    if (given.rfc822Name() != null) {
      return GeneralName.mailbox(text);
    }
    if (given.dnsName() != null) {
      return GeneralName.dns(text);
    }
    if (given.uniformResourceIdentifier() != null) {
      return GeneralName.uri(text);
    }
    if (given.ipAddress() != null) {
      return GeneralName.ip(text);
    }
    return GeneralName.registeredId(text);
  }
}
