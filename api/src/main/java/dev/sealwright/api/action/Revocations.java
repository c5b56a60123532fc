package dev.sealwright.api.action;

import dev.sealwright.api.auth.Authorizer;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.CrlConfiguration;
import dev.sealwright.api.shape.CrlDistributionPointExtensionConfiguration;
import dev.sealwright.api.shape.CrlType;
import dev.sealwright.api.shape.OcspConfiguration;
import dev.sealwright.api.shape.RevocationConfiguration;
import dev.sealwright.api.shape.S3ObjectAcl;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.authority.RevocationSettings.Ocsp;
import dev.sealwright.engine.bucket.Buckets;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.template.PublicationHosts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * RevocationConfiguration in and out, and the proof that its bucket can be written.
 *
 * <p>Threads: shared.
 */
final class Revocations {
  /** What the console fills in; the API has no default of its own to go by. */
  private static final int EXPIRATION_DAYS = 7;

  private static final String TEST_KEY = "acm-pca-permission-test-key";

  private final Buckets buckets;
  private final Authorizer authorizer;
  private final Realm realm;

  Revocations(Buckets buckets, Authorizer authorizer, Realm realm) {
    this.buckets = buckets;
    this.authorizer = authorizer;
    this.realm = realm;
  }

  /**
   * What is asked for, laid over what there is; a half that is not given stays as it is. Its bucket
   * is written as a proof before anything is changed.
   *
   * @param id of the CA whose lists they will be
   */
  RevocationSettings over(
      AuthorityId id,
      RevocationSettings before,
      @Nullable RevocationConfiguration asked,
      Caller caller) {
    RevocationSettings after = before;
    if (asked == null) {
      return after;
    }
    OcspConfiguration ocsp = asked.ocspConfiguration();
    if (ocsp != null) {
      after = after.withOcsp(ocsp(ocsp));
    }
    CrlConfiguration crl = asked.crlConfiguration();
    if (crl != null) {
      after = after.withCrl(crl(crl));
      requireLists(id, after.crl(), caller);
      prove(after.crl(), caller);
    }
    return after;
  }

  /** Where the lists go, CustomPath included: the proof below lies beside them, not among them. */
  private void requireLists(AuthorityId id, @Nullable Crl crl, Caller caller) {
    if (crl != null) {
      // Beside the lists of partitions there is a complete one too, in another folder.
      requireMayPut(realm.objectArn(crl.bucket(), PublicationHosts.objectKey(id, crl)), caller);
      requireMayPut(
          realm.objectArn(crl.bucket(), PublicationHosts.objectKey(id, crl, CrlScope.COMPLETE)),
          caller);
    }
  }

  private void requireMayPut(String object, Caller caller) {
    if (!authorizer.mayPut(caller, object)) {
      throw new WireException(
          ErrorName.INVALID_POLICY, caller.arn() + " is not allowed s3:PutObject on " + object);
    }
  }

  private void prove(@Nullable Crl crl, Caller caller) {
    if (crl != null) {
      requireMayPut(object(crl), caller);
      buckets.put(
          crl.bucket(),
          testKey(crl),
          crl.acl(),
          out -> out.write("may be written\n".getBytes(StandardCharsets.US_ASCII)));
    }
  }

  /**
   * Refuses a caller that may not write where the revocation would be published: the service writes
   * there on its behalf.
   *
   * @throws WireException REQUEST_FAILED
   */
  void requirePublishing(RevocationSettings settings, Caller caller) {
    Crl crl = settings.crl();
    if (crl != null && !authorizer.mayPut(caller, object(crl))) {
      // Without its name, which a caller of another account need not know (INVARIANT I15).
      throw new WireException(
          ErrorName.REQUEST_FAILED,
          caller.arn() + " is not allowed s3:PutObject on the bucket of the revocation list");
    }
  }

  private String object(Crl crl) {
    return realm.objectArn(crl.bucket(), testKey(crl));
  }

  private static String testKey(Crl crl) {
    return switch (crl.acl()) {
      case PUBLIC_READ -> TEST_KEY;
      case BUCKET_OWNER_FULL_CONTROL -> TEST_KEY + "-private";
    };
  }

  private static @Nullable Crl crl(CrlConfiguration asked) {
    String cname = given(asked.customCname());
    String path = given(asked.customPath());
    var extension = asked.crlDistributionPointExtensionConfiguration();
    String bucket = asked.s3BucketName();
    if (!asked.enabled()) {
      List<String> others = new ArrayList<>();
      note(others, "ExpirationInDays", asked.expirationInDays());
      note(others, "CustomCname", cname);
      note(others, "S3BucketName", bucket);
      note(others, "S3ObjectAcl", asked.s3ObjectAcl());
      note(others, "CrlDistributionPointExtensionConfiguration", extension);
      note(others, "CrlType", asked.crlType());
      note(others, "CustomPath", path);
      requireNone("CrlConfiguration", others);
      return null;
    }
    if (bucket == null) {
      throw new WireException(
          ErrorName.INVALID_ARGS, "CrlConfiguration needs S3BucketName when Enabled is true");
    }
    return new Crl(
        Objects.requireNonNullElse(asked.expirationInDays(), EXPIRATION_DAYS),
        bucket,
        acl(asked.s3ObjectAcl()),
        cname,
        path,
        type(asked.crlType()),
        extension != null && extension.omitExtension());
  }

  private static @Nullable Ocsp ocsp(OcspConfiguration asked) {
    String cname = given(asked.ocspCustomCname());
    if (!asked.enabled()) {
      List<String> others = new ArrayList<>();
      note(others, "OcspCustomCname", cname);
      requireNone("OcspConfiguration", others);
      return null;
    }
    return new Ocsp(cname);
  }

  /** Both halves are always shown, with what was filled in. */
  static RevocationConfiguration shown(RevocationSettings settings) {
    Crl crl = settings.crl();
    Ocsp ocsp = settings.ocsp();
    return new RevocationConfiguration(
        crl == null
            ? new CrlConfiguration(false, null, null, null, null, null, null, null)
            : new CrlConfiguration(
                true,
                crl.expirationDays(),
                crl.customCname(),
                crl.bucket(),
                S3ObjectAcl.valueOf(crl.acl().name()),
                crl.omitExtension() ? new CrlDistributionPointExtensionConfiguration(true) : null,
                CrlType.valueOf(crl.type().name()),
                crl.customPath()),
        new OcspConfiguration(ocsp != null, ocsp == null ? null : ocsp.customCname()));
  }

  /** The model lets names be empty; an empty name is none. */
  private static @Nullable String given(@Nullable String name) {
    return name == null || name.isEmpty() ? null : name;
  }

  private static void note(List<String> members, String member, @Nullable Object value) {
    if (value != null) {
      members.add(member);
    }
  }

  private static void requireNone(String configuration, List<String> others) {
    if (!others.isEmpty()) {
      throw new WireException(
          ErrorName.INVALID_ARGS,
          configuration
              + " takes nothing else when Enabled is false, but has "
              + String.join(", ", others));
    }
  }

  private static ObjectAcl acl(@Nullable S3ObjectAcl asked) {
    return switch (Objects.requireNonNullElse(asked, S3ObjectAcl.PUBLIC_READ)) {
      case PUBLIC_READ -> ObjectAcl.PUBLIC_READ;
      case BUCKET_OWNER_FULL_CONTROL -> ObjectAcl.BUCKET_OWNER_FULL_CONTROL;
    };
  }

  private static dev.sealwright.engine.authority.CrlType type(@Nullable CrlType asked) {
    return switch (Objects.requireNonNullElse(asked, CrlType.COMPLETE)) {
      case COMPLETE -> dev.sealwright.engine.authority.CrlType.COMPLETE;
      case PARTITIONED -> dev.sealwright.engine.authority.CrlType.PARTITIONED;
    };
  }
}
