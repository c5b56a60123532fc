package dev.sealwright.engine.template;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a CA's lists and OCSP answers are reached: under the custom names in its configuration, and
 * without one under the host of this service, whose publication listener serves buckets by path.
 *
 * @param host name or address as readers of certificates reach it, with a port unless it is 80
 */
public record PublicationHosts(String host) {
  private static final String SCHEME = "http://";

  public PublicationHosts {
    if (host.isEmpty() || host.indexOf('/') >= 0) {
      throw new IllegalArgumentException("a host, perhaps with a port: " + host);
    }
  }

  /** What the first certificates of this CA would say as it is configured now. */
  public Pointers pointers(Authority authority) {
    return pointers(authority, first(authority.revocation().crl()));
  }

  /**
   * What the certificates of this CA say as it is configured now.
   *
   * @param scope the list that they are bound to
   */
  public Pointers pointers(Authority authority, CrlScope scope) {
    RevocationSettings revocation = authority.revocation();
    RevocationSettings.Crl crl = revocation.crl();
    boolean omitted = crl != null && crl.omitExtension();
    return new Pointers(
        crl == null || omitted ? null : crlUri(authority.id(), crl, scope),
        omitted,
        ocspUri(authority.id(), revocation.ocsp()));
  }

  /** Where a list is fetched: what certificates that are bound to it say, and the list itself. */
  public String crlUri(AuthorityId id, RevocationSettings.Crl crl, CrlScope scope) {
    String name = crl.customCname();
    return SCHEME
        + (name == null ? host + "/" + crl.bucket() : name)
        + "/"
        + inUri(objectKey(id, crl, scope));
  }

  /** The name, in its bucket, of the list that the first certificates point to. */
  public static String objectKey(AuthorityId id, RevocationSettings.Crl crl) {
    return objectKey(id, crl, first(crl));
  }

  /** The name of a list in its bucket. */
  public static String objectKey(AuthorityId id, RevocationSettings.Crl crl, CrlScope scope) {
    return folder(crl.customPath(), id, scope) + file(id, scope) + ".crl";
  }

  private static CrlScope first(RevocationSettings.@Nullable Crl crl) {
    return crl != null && crl.type() == CrlType.PARTITIONED ? new CrlScope(0) : CrlScope.COMPLETE;
  }

  /** A custom path takes the place of the default folder; a slash alone stands for none. */
  private static String folder(@Nullable String custom, AuthorityId id, CrlScope scope) {
    if (custom != null) {
      return custom.equals("/") ? "" : custom + "/";
    }
    return scope.isComplete() ? "crl/" : "crl/" + id + "/";
  }

  /**
   * Of the characters that a path may have, two mean something else in a URI (RFC 3986 2.1, 3.4).
   */
  private static String inUri(String path) {
    return path.replace("%", "%25").replace("?", "%3F");
  }

  private static String file(AuthorityId id, CrlScope scope) {
    return scope.isComplete() ? id.toString() : partition(id, scope.partition()).toString();
  }

  /**
   * The name of a partition's list, the same whenever it is asked for. A certificate is bound to
   * the partition it was issued into by what it says here.
   *
   * @param number counted from 0
   */
  public static UUID partition(AuthorityId id, int number) {
    return UUID.nameUUIDFromBytes(
        (id + " partition " + number).getBytes(StandardCharsets.US_ASCII));
  }

  private @Nullable String ocspUri(AuthorityId id, RevocationSettings.@Nullable Ocsp ocsp) {
    if (ocsp == null) {
      return null;
    }
    String name = ocsp.customCname();
    return name == null ? SCHEME + host + "/ocsp/" + id : SCHEME + name;
  }
}
