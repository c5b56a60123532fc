package dev.sealwright.api.action;

import dev.sealwright.api.shape.ApiPassthrough;
import dev.sealwright.api.shape.Asn1Subject;
import dev.sealwright.api.shape.CustomExtension;
import dev.sealwright.api.shape.ExtendedKeyUsage;
import dev.sealwright.api.shape.Extensions;
import dev.sealwright.api.shape.GeneralName;
import dev.sealwright.api.shape.PolicyInformation;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.template.Passthrough;
import dev.sealwright.engine.x509.CertificatePolicies;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.KeyPurpose;
import dev.sealwright.engine.x509.Octets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An ApiPassthrough as subject and extensions. */
final class Passthroughs {
  private Passthroughs() {}

  static Passthrough of(ApiPassthrough given) {
    Asn1Subject subject = given.subject();
    Extensions extensions = given.extensions();
    return new Passthrough(
        subject == null ? null : Subjects.name(subject),
        extensions == null ? List.of() : extensions(extensions));
  }

  /** Typed ones first; of them only the key usage is critical. */
  private static List<Extension> extensions(Extensions given) {
    List<Extension> extensions = new ArrayList<>();
    var usage = given.keyUsage();
    if (usage != null) {
      extensions.add(new Extension(Extension.KEY_USAGE, true, KeyUsages.encode(usage)));
    }
    List<ExtendedKeyUsage> purposes = given.extendedKeyUsage();
    if (purposes != null) {
      extensions.add(
          new Extension(
              Extension.EXTENDED_KEY_USAGE,
              false,
              KeyPurpose.encode(purposes.stream().map(Passthroughs::purpose).toList())));
    }
    List<PolicyInformation> policies = given.certificatePolicies();
    if (policies != null) {
      extensions.add(
          new Extension(
              Extension.CERTIFICATE_POLICIES,
              false,
              CertificatePolicies.encode(policies.stream().map(Passthroughs::policy).toList())));
    }
    List<GeneralName> names = given.subjectAlternativeNames();
    if (names != null) {
      extensions.add(
          new Extension(Extension.SUBJECT_ALTERNATIVE_NAME, false, GeneralNames.encode(names)));
    }
    List<CustomExtension> custom = given.customExtensions();
    if (custom != null) {
      custom.forEach(extension -> extensions.add(custom(extension)));
    }
    return extensions;
  }

  private static String purpose(ExtendedKeyUsage given) {
    var name = given.extendedKeyUsageType();
    String oid = given.extendedKeyUsageObjectIdentifier();
    if (oid == null && name != null) {
      return KeyPurpose.valueOf(name.name()).oid();
    }
    if (oid != null && name == null) {
      return oid;
    }
    throw new WireException(
        ErrorName.INVALID_ARGS,
        "Each ExtendedKeyUsage holds exactly one of ExtendedKeyUsageType and"
            + " ExtendedKeyUsageObjectIdentifier");
  }

  /** CPS is the only kind of qualifier the published model has. */
  private static CertificatePolicies.Policy policy(PolicyInformation given) {
    var qualifiers = given.policyQualifiers();
    return new CertificatePolicies.Policy(
        given.certPolicyId(),
        qualifiers == null
            ? List.of()
            : qualifiers.stream().map(qualifier -> qualifier.qualifier().cpsUri()).toList());
  }

  private static Extension custom(CustomExtension given) {
    return new Extension(
        given.objectIdentifier(),
        given.critical(),
        // The pattern of the member admits nothing that the decoder refuses.
        Octets.copyOf(Base64.getDecoder().decode(given.value())));
  }
}
