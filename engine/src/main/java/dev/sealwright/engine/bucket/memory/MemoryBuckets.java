package dev.sealwright.engine.bucket.memory;

import dev.sealwright.engine.bucket.BucketName;
import dev.sealwright.engine.bucket.Buckets;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.ObjectKey;
import dev.sealwright.engine.x509.Octets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Buckets that forget everything, so they keep none of the promises about loss.
 *
 * <p>Threads: shared.
 */
public final class MemoryBuckets implements Buckets {
  private record Place(String bucket, String key) {}

  private record Stored(Octets bytes, ObjectAcl acl) {}

  private final Predicate<String> there;
  private final Set<String> refusing = ConcurrentHashMap.newKeySet();
  private final Map<Place, Stored> objects = new ConcurrentHashMap<>();

  /**
   * @param there which buckets exist
   */
  public MemoryBuckets(Predicate<String> there) {
    this.there = there;
  }

  /** From now on the bucket may not be written. */
  public void refuse(String bucket) {
    refusing.add(bucket);
  }

  /** It may be written again. */
  public void allow(String bucket) {
    refusing.remove(bucket);
  }

  @Override
  public boolean exists(String bucket) {
    BucketName.require(bucket);
    return there.test(bucket);
  }

  @Override
  public void put(String bucket, String key, ObjectAcl acl, Content content) {
    ObjectKey.require(key);
    if (!exists(bucket) || refusing.contains(bucket)) {
      throw Buckets.refused(bucket, null);
    }
    var bytes = new ByteArrayOutputStream();
    try {
      content.writeTo(bytes);
    } catch (IOException e) {
      throw Buckets.refused(bucket, e);
    }
    objects.put(new Place(bucket, key), new Stored(Octets.copyOf(bytes.toByteArray()), acl));
  }

  /** The bytes of an object. */
  public Optional<Octets> object(String bucket, String key) {
    return Optional.ofNullable(objects.get(new Place(bucket, key))).map(Stored::bytes);
  }

  /** Who may read an object. */
  public Optional<ObjectAcl> acl(String bucket, String key) {
    return Optional.ofNullable(objects.get(new Place(bucket, key))).map(Stored::acl);
  }
}
