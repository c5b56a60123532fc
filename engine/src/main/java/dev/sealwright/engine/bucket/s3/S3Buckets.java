package dev.sealwright.engine.bucket.s3;

import dev.sealwright.engine.bucket.BucketName;
import dev.sealwright.engine.bucket.Buckets;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.ObjectKey;
import dev.sealwright.engine.fault.CaException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * Buckets in S3. An object is written into the spool first, since S3 wants to know its length and
 * digest before its first byte, and is then put in one request: readers see the old one or the new
 * one.
 *
 * <p>The store checks the digest (SHA-256), so that nothing half or garbled becomes an object. What
 * the store says of a failure is logged; a caller is told its code alone.
 *
 * <p>Threads: as the SPI says. Of two writers of one key the last to be taken wins.
 */
public final class S3Buckets implements Buckets, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(S3Buckets.class);
  private static final String SPOOLED = "put";
  private static final String OBJECT = ".object";
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;
  private static final int MOVED = 301;

  private final S3Client client;
  private final S3Settings settings;

  /**
   * Opens nothing: the store is reached when it is needed. What a crash left in the spool is
   * removed.
   */
  public S3Buckets(S3Settings settings) {
    this.settings = settings;
    this.client = S3Clients.of(settings);
    sweep(settings.spool());
  }

  private static void sweep(Path spool) {
    if (!Files.isDirectory(spool)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(spool, SPOOLED + "*" + OBJECT)) {
      left.forEach(S3Buckets::remove);
    } catch (IOException e) {
      LOG.warn("{} cannot be swept", spool, e);
    }
  }

  /**
   * Whether the bucket is there. One that may not be looked at counts as there: to write into it
   * may be allowed all the same, and is what matters.
   *
   * @throws CaException BUCKET_REFUSED when the store does not say
   */
  @Override
  public boolean exists(String bucket) {
    BucketName.require(bucket);
    try {
      client.headBucket(head -> head.bucket(bucket));
      return true;
    } catch (S3Exception e) {
      return switch (e.statusCode()) {
        case NOT_FOUND -> false;
        case FORBIDDEN, MOVED -> true;
        default -> throw refused(bucket, e);
      };
    } catch (SdkException e) {
      throw refused(bucket, e);
    }
  }

  @Override
  public void put(String bucket, String key, ObjectAcl acl, Content content) {
    BucketName.require(bucket);
    ObjectKey.require(key);
    Path spooled = null;
    try {
      spooled = Files.createTempFile(Files.createDirectories(settings.spool()), SPOOLED, OBJECT);
      byte[] digest = write(spooled, content);
      client.putObject(request(bucket, key, acl, digest), RequestBody.fromFile(spooled));
    } catch (IOException e) {
      throw Buckets.refused(bucket, e);
    } catch (SdkException e) {
      throw refused(bucket, e);
    } finally {
      remove(spooled);
    }
  }

  private static byte[] write(Path file, Content content) throws IOException {
    MessageDigest sha256 = sha256();
    try (OutputStream out =
        new DigestOutputStream(
            new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), sha256)) {
      content.writeTo(out);
    }
    return sha256.digest();
  }

  private PutObjectRequest request(String bucket, String key, ObjectAcl acl, byte[] digest) {
    PutObjectRequest.Builder put =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .acl(
                switch (acl) {
                  case PUBLIC_READ -> ObjectCannedACL.PUBLIC_READ;
                  case BUCKET_OWNER_FULL_CONTROL -> ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL;
                })
            .checksumSHA256(Base64.getEncoder().encodeToString(digest));
    if (key.endsWith(".crl")) {
      put.contentType("application/pkix-crl");
    }
    switch (settings.encryption()) {
      case S3Encryption.Unasked _ -> {
        // The bucket's own setting holds.
      }
      case S3Encryption.OfTheStore _ -> put.serverSideEncryption(ServerSideEncryption.AES256);
      case S3Encryption.Kms kms ->
          put.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(kms.keyId());
    }
    return put.build();
  }

  private static CaException refused(String bucket, SdkException cause) {
    LOG.warn("bucket {}: {}", bucket, cause.getMessage());
    return Buckets.refusedBecause(bucket, reason(cause));
  }

  /** In words of ours: those of the store may tell of its insides. */
  private static String reason(SdkException cause) {
    if (!(cause instanceof S3Exception answer)) {
      return "the store cannot be reached";
    }
    return switch (answer.statusCode()) {
      case NOT_FOUND -> "there is no such bucket";
      case MOVED -> "the bucket is in another region";
      case FORBIDDEN ->
          "access denied; a bucket that blocks public access takes objects with"
              + " BUCKET_OWNER_FULL_CONTROL alone";
      default ->
          answer.awsErrorDetails() != null
                  && "AccessControlListNotSupported".equals(answer.awsErrorDetails().errorCode())
              ? "the bucket takes no ACL other than BUCKET_OWNER_FULL_CONTROL"
              : "the store answered with status " + answer.statusCode();
    };
  }

  private static void remove(@Nullable Path spooled) {
    try {
      if (spooled != null) {
        Files.deleteIfExists(spooled);
      }
    } catch (IOException e) {
      LOG.warn("{} stays behind", spooled);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
