package dev.sealwright.engine.template;

import static dev.sealwright.engine.template.Variety.API;
import static dev.sealwright.engine.template.Variety.API_CSR;
import static dev.sealwright.engine.template.Variety.BASE;
import static dev.sealwright.engine.template.Variety.CSR;
import static dev.sealwright.engine.x509.KeyPurpose.CLIENT_AUTH;
import static dev.sealwright.engine.x509.KeyPurpose.CODE_SIGNING;
import static dev.sealwright.engine.x509.KeyPurpose.OCSP_SIGNING;
import static dev.sealwright.engine.x509.KeyPurpose.SERVER_AUTH;
import static dev.sealwright.engine.x509.KeyUsage.CRL_SIGN;
import static dev.sealwright.engine.x509.KeyUsage.DIGITAL_SIGNATURE;
import static dev.sealwright.engine.x509.KeyUsage.KEY_CERT_SIGN;
import static dev.sealwright.engine.x509.KeyUsage.KEY_ENCIPHERMENT;

import dev.sealwright.engine.template.Template.Constraints;
import dev.sealwright.engine.template.Template.CrlPoint;
import dev.sealwright.engine.template.Template.Kind;
import dev.sealwright.engine.template.Template.Purposes;
import dev.sealwright.engine.x509.BasicConstraints;
import dev.sealwright.engine.x509.KeyPurpose;
import dev.sealwright.engine.x509.KeyUsage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The published templates as data: families, and the varieties that exist of each. */
public final class Templates {
  /** The template of a request that names none. */
  public static final String DEFAULT = "EndEntityCertificate/V1";

  private static final Set<KeyUsage> TLS = Set.of(DIGITAL_SIGNATURE, KEY_ENCIPHERMENT);
  private static final Set<KeyUsage> SIGNING = Set.of(DIGITAL_SIGNATURE);
  private static final Set<KeyUsage> AUTHORITY = Set.of(DIGITAL_SIGNATURE, KEY_CERT_SIGN, CRL_SIGN);
  private static final Set<KeyUsage> OPEN = Set.of();
  private static final Purposes ANY = new Purposes(false, List.of());

  private static final Map<String, Template> BY_NAME =
      Stream.of(
              leaf("EndEntityCertificate", TLS, purposes(false, SERVER_AUTH, CLIENT_AUTH)),
              leaf("EndEntityClientAuthCertificate", TLS, purposes(false, CLIENT_AUTH)),
              leaf("EndEntityServerAuthCertificate", TLS, purposes(false, SERVER_AUTH)),
              leaf("CodeSigningCertificate", SIGNING, purposes(true, CODE_SIGNING)),
              leaf("OCSPSigningCertificate", SIGNING, purposes(true, OCSP_SIGNING)),
              blankLeaf("BlankEndEntityCertificate", false, CrlPoint.REQUEST),
              blankLeaf(
                  "BlankEndEntityCertificate_CriticalBasicConstraints",
                  true,
                  CrlPoint.CALL_AND_REQUEST),
              root("RootCACertificate", AUTHORITY, null, BASE, API),
              root("BlankRootCACertificate", OPEN, null, API),
              lengths(n -> root("BlankRootCACertificate_PathLen" + n, OPEN, n, API)),
              lengths(n ->
                  subordinate(
                      "SubordinateCACertificate_PathLen" + n,
                      AUTHORITY,
                      n,
                      BASE,
                      CSR,
                      API,
                      API_CSR)),
              lengths(n ->
                  subordinate(
                      "BlankSubordinateCACertificate_PathLen" + n, OPEN, n, CSR, API, API_CSR)))
          .flatMap(Function.identity())
          .collect(
              Collectors.collectingAndThen(
                  Collectors.toMap(
                      Template::name,
                      Function.identity(),
                      (one, other) -> {
                        throw new IllegalStateException("two templates named " + one.name());
                      },
                      LinkedHashMap::new),
                  Collections::unmodifiableMap));

  private Templates() {}

  /**
   * The template with this name, its version included.
   *
   * @param name such as {@code EndEntityCertificate/V1}, in exactly this case
   */
  public static Optional<Template> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Whether the template with this name is one by which a root signs itself. */
  public static boolean isOfRoot(String name) {
    Template template = BY_NAME.get(name);
    return template != null && template.kind() == Template.Kind.ROOT_CA;
  }

  /** Every template, family by family. */
  public static Stream<Template> all() {
    return BY_NAME.values().stream();
  }

  private static Stream<Template> lengths(IntFunction<Stream<Template>> family) {
    return IntStream.rangeClosed(0, 3).boxed().flatMap(family::apply);
  }

  private static Stream<Template> leaf(String family, Set<KeyUsage> usage, Purposes purposes) {
    return family(
        family,
        Kind.END_ENTITY,
        new Constraints(false, new BasicConstraints(false, null)),
        usage,
        purposes,
        CrlPoint.REQUEST,
        BASE,
        CSR,
        API,
        API_CSR);
  }

  private static Stream<Template> blankLeaf(String family, boolean critical, CrlPoint crlPoint) {
    return family(
        family,
        Kind.END_ENTITY,
        new Constraints(critical, new BasicConstraints(false, null)),
        OPEN,
        ANY,
        crlPoint,
        CSR,
        API,
        API_CSR);
  }

  private static Stream<Template> root(
      String family, Set<KeyUsage> usage, @Nullable Integer pathLength, Variety... varieties) {
    return family(
        family, Kind.ROOT_CA, authority(pathLength), usage, ANY, CrlPoint.NOBODY, varieties);
  }

  private static Stream<Template> subordinate(
      String family, Set<KeyUsage> usage, int pathLength, Variety... varieties) {
    return family(
        family,
        Kind.SUBORDINATE_CA,
        authority(pathLength),
        usage,
        ANY,
        CrlPoint.REQUEST,
        varieties);
  }

  private static Constraints authority(@Nullable Integer pathLength) {
    return new Constraints(true, new BasicConstraints(true, pathLength));
  }

  private static Purposes purposes(boolean critical, KeyPurpose... purposes) {
    return new Purposes(critical, List.of(purposes));
  }

  private static Stream<Template> family(
      String family,
      Kind kind,
      Constraints constraints,
      Set<KeyUsage> usage,
      Purposes purposes,
      CrlPoint crlPoint,
      Variety... varieties) {
    return Stream.of(varieties)
        .map(
            variety -> new Template(family, variety, kind, constraints, usage, purposes, crlPoint));
  }
}
