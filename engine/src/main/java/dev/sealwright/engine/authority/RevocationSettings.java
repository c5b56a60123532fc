package dev.sealwright.engine.authority;

import dev.sealwright.engine.bucket.BucketName;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.ObjectKey;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an authority tells the world what it revoked; it can be changed, unlike {@link
 * AuthoritySettings}. Certificates keep what they were issued with.
 *
 * @param crl absent when no lists are published
 * @param ocsp absent when OCSP is off
 */
public record RevocationSettings(@Nullable Crl crl, @Nullable Ocsp ocsp) {
  /** Neither lists nor OCSP. */
  public static final RevocationSettings NONE = new RevocationSettings(null, null);

  public RevocationSettings withCrl(@Nullable Crl other) {
    return new RevocationSettings(other, ocsp);
  }

  public RevocationSettings withOcsp(@Nullable Ocsp other) {
    return new RevocationSettings(crl, other);
  }

  /**
   * Certificate revocation lists in a bucket.
   *
   * @param expirationDays 1 to 5000; nextUpdate is this long after the list was made
   * @param bucket named as {@link BucketName} says
   * @param acl who may read the lists in the bucket
   * @param customCname host, perhaps with a port, in place of the bucket's in the distribution
   *     point
   * @param customPath folder in place of {@code crl}: segments without a slash at either end, or
   *     {@code /} alone for none
   * @param omitExtension certificates carry no distribution point; not together with a cname
   */
  public record Crl(
      int expirationDays,
      String bucket,
      ObjectAcl acl,
      @Nullable String customCname,
      @Nullable String customPath,
      CrlType type,
      boolean omitExtension) {
    public Crl {
      if (expirationDays < 1 || expirationDays > 5000) {
        throw new CaException(
            Failure.INVALID_VALUE, "ExpirationInDays is 1 to 5000, not " + expirationDays);
      }
      BucketName.require(bucket);
      if (customCname != null) {
        requireHost("CustomCname", customCname);
      }
      if (customPath != null && !customPath.equals("/")) {
        requirePath(customPath);
      }
      if (omitExtension && customCname != null) {
        throw new CaException(
            Failure.INVALID_ARGUMENT, "OmitExtension cannot be used together with CustomCname");
      }
    }

    private static void requirePath(String path) {
      // It becomes part of object keys, and of names in a folder where buckets are folders.
      if (!ObjectKey.isPath(path)) {
        throw new CaException(
            Failure.INVALID_VALUE,
            "CustomPath has no scheme, no empty segment, no segment of dots alone and no slash at"
                + " either end");
      }
    }
  }

  /**
   * Answers to OCSP requests.
   *
   * @param customCname host, perhaps with a port, in place of the responder's own in certificates
   */
  public record Ocsp(@Nullable String customCname) {
    public Ocsp {
      if (customCname != null) {
        requireHost("OcspCustomCname", customCname);
      }
    }
  }

  /** What may stand between {@code http://} and the next slash of a URI that others will follow. */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9_]([-A-Za-z0-9_.]*[A-Za-z0-9_])?(:[0-9]{1,5})?");

  private static void requireHost(String member, String host) {
    if (host.length() > 253 || host.contains("..") || !HOST.matcher(host).matches()) {
      throw new CaException(
          Failure.INVALID_VALUE,
          member + " is the name of a host, without http://, without https:// and without a path");
    }
  }
}
