package dev.sealwright.engine.template;

import static dev.sealwright.engine.x509.KeyUsage.CRL_SIGN;
import static dev.sealwright.engine.x509.KeyUsage.DIGITAL_SIGNATURE;
import static dev.sealwright.engine.x509.KeyUsage.KEY_CERT_SIGN;
import static dev.sealwright.engine.x509.KeyUsage.KEY_ENCIPHERMENT;

import dev.sealwright.engine.template.Template.Constraints;
import dev.sealwright.engine.template.Template.ExtendedKeyUsage;
import dev.sealwright.engine.template.Template.Kind;
import dev.sealwright.engine.x509.BasicConstraints;
import dev.sealwright.engine.x509.KeyUsage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The published templates as data. */
public final class Templates {
  /** The template of a request that names none. */
  public static final String DEFAULT = "EndEntityCertificate/V1";

  // RFC 5280 4.2.1.12
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";

  private static final Set<KeyUsage> TLS = Set.of(DIGITAL_SIGNATURE, KEY_ENCIPHERMENT);
  private static final Set<KeyUsage> SIGNING = Set.of(DIGITAL_SIGNATURE);
  private static final Set<KeyUsage> AUTHORITY = Set.of(DIGITAL_SIGNATURE, KEY_CERT_SIGN, CRL_SIGN);

  private static final Map<String, Template> BY_NAME =
      Stream.of(
              endEntity("EndEntityCertificate", TLS, false, SERVER_AUTH, CLIENT_AUTH),
              endEntity("EndEntityClientAuthCertificate", TLS, false, CLIENT_AUTH),
              endEntity("EndEntityServerAuthCertificate", TLS, false, SERVER_AUTH),
              endEntity("CodeSigningCertificate", SIGNING, true, CODE_SIGNING),
              endEntity("OCSPSigningCertificate", SIGNING, true, OCSP_SIGNING),
              authority("RootCACertificate", Kind.ROOT_CA, null),
              authority("SubordinateCACertificate_PathLen0", Kind.SUBORDINATE_CA, 0),
              authority("SubordinateCACertificate_PathLen1", Kind.SUBORDINATE_CA, 1),
              authority("SubordinateCACertificate_PathLen2", Kind.SUBORDINATE_CA, 2),
              authority("SubordinateCACertificate_PathLen3", Kind.SUBORDINATE_CA, 3))
          .collect(Collectors.toUnmodifiableMap(Template::name, Function.identity()));

  private Templates() {}

  /**
   * The template with this name, its version included.
   *
   * @param name such as {@code EndEntityCertificate/V1}, in exactly this case
   */
  public static Optional<Template> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  private static Template endEntity(
      String family, Set<KeyUsage> usage, boolean purposesCritical, String... purposes) {
    return new Template(
        family + "/V1",
        Kind.END_ENTITY,
        new Constraints(false, new BasicConstraints(false, null)),
        usage,
        new ExtendedKeyUsage(purposesCritical, List.of(purposes)));
  }

  private static Template authority(String family, Kind kind, @Nullable Integer pathLength) {
    return new Template(
        family + "/V1",
        kind,
        new Constraints(true, new BasicConstraints(true, pathLength)),
        AUTHORITY,
        new ExtendedKeyUsage(false, List.of()));
  }
}
