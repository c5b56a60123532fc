package dev.sealwright.api.action;

import dev.sealwright.api.shape.AccessMethod;
import dev.sealwright.api.shape.CsrExtensions;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.x509.AccessDescription;
import dev.sealwright.engine.x509.Extension;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The CsrExtensions of a new CA as the extensions that its request asks for. */
final class CsrExtensionList {
  /** The published model has no bound; a request carries at most 32,768 bytes of it anyway. */
  private static final int MAX_ACCESS = 100;

  private CsrExtensionList() {}

  static List<Extension> of(@Nullable CsrExtensions given) {
    List<Extension> extensions = new ArrayList<>();
    if (given == null) {
      return extensions;
    }
    var usage = given.keyUsage();
    if (usage != null) {
      extensions.add(new Extension(Extension.KEY_USAGE, true, KeyUsages.encode(usage)));
    }
    var access = given.subjectInformationAccess();
    if (access != null) {
      if (access.isEmpty() || access.size() > MAX_ACCESS) {
        throw new WireException(
            ErrorName.INVALID_ARGS,
            "SubjectInformationAccess lists 1 to " + MAX_ACCESS + " AccessDescriptions");
      }
      // RFC 5280 4.2.2.2: never critical.
      extensions.add(
          new Extension(
              Extension.SUBJECT_INFORMATION_ACCESS,
              false,
              AccessDescription.encode(access.stream().map(CsrExtensionList::access).toList())));
    }
    return extensions;
  }

  private static AccessDescription access(dev.sealwright.api.shape.AccessDescription given) {
    return new AccessDescription(
        method(given.accessMethod()), GeneralNames.of(given.accessLocation()));
  }

  private static String method(AccessMethod given) {
    String oid = given.customObjectIdentifier();
    var type = given.accessMethodType();
    if (oid != null && type == null) {
      return oid;
    }
    if (oid == null && type != null) {
      return switch (type) {
        case CA_REPOSITORY -> AccessDescription.CA_REPOSITORY;
        case RESOURCE_PKI_MANIFEST -> AccessDescription.RESOURCE_PKI_MANIFEST;
        case RESOURCE_PKI_NOTIFY -> AccessDescription.RESOURCE_PKI_NOTIFY;
      };
    }
    throw new WireException(
        ErrorName.INVALID_ARGS,
        "An AccessMethod holds exactly one of CustomObjectIdentifier and AccessMethodType");
  }
}
