package dev.sealwright.engine.bucket.memory;

import dev.sealwright.engine.bucket.Buckets;
import dev.sealwright.engine.bucket.BucketsContract;
import dev.sealwright.engine.fault.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MemoryBucketsTest extends BucketsContract {
  private final MemoryBuckets buckets = new MemoryBuckets(BUCKET::equals);

  @Override
  protected Buckets buckets() {
    return buckets;
  }

  @Override
  protected Optional<String> read(String key) {
    return buckets
        .object(BUCKET, key)
        .map(bytes -> new String(bytes.toArray(), StandardCharsets.UTF_8));
  }

  @Test
  void aBucketCanBeTakenAway() {
    put("key", "content");
    buckets.refuse(BUCKET);

    assertFails(Failure.BUCKET_REFUSED, BUCKET, "key");
  }
}
