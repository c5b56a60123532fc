package dev.sealwright.api.publish;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often an address may ask. A network of IPv6 (/64) counts as one: whoever has one address of
 * it has them all.
 *
 * <p>A bucket of tokens is forgotten only after a rest in which it would have filled up. While as
 * many as are allowed are in use, addresses that come anew share one (INVARIANT I13): a flood from
 * everywhere cannot take memory, and those who were there before are still served.
 *
 * <p>Threads: shared, lock-free but for the making of a bucket.
 */
final class AddressRates {
  static final int MOST_ADDRESSES = 50_000;
  private static final Duration REST = Duration.ofSeconds(3);

  private final int perSecond;
  private final LongSupplier nanoTime;
  private final Cache<String, Bucket> buckets;
  private final Bucket shared;

  /**
   * @param nanoTime a clock that never steps back, in nanoseconds from anywhere
   */
  AddressRates(int perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.shared = bucket();
    this.buckets =
        Caffeine.newBuilder()
            .ticker(nanoTime::getAsLong)
            .expireAfterAccess(REST)
            .executor(Runnable::run)
            .build();
  }

  /** Takes a token; false when there is none. Who has no address shares with all such. */
  boolean admit(Optional<String> address) {
    return of(address.map(AddressRates::network).orElse("")).tryConsume(1);
  }

  /** Forgets now what rested; it happens by itself while requests come. */
  void sweep() {
    buckets.cleanUp();
  }

  long addresses() {
    return buckets.estimatedSize();
  }

  private Bucket of(String network) {
    Bucket own = buckets.getIfPresent(network);
    if (own != null) {
      return own;
    }
    if (buckets.estimatedSize() >= MOST_ADDRESSES) {
      buckets.cleanUp();
      if (buckets.estimatedSize() >= MOST_ADDRESSES) {
        return shared;
      }
    }
    return buckets.get(network, _ -> bucket());
  }

  static String network(String address) {
    int zone = address.indexOf('%');
    String literal = zone < 0 ? address : address.substring(0, zone);
    if (literal.indexOf(':') < 0) {
      return literal;
    }
    byte[] bytes = InetAddress.ofLiteral(literal).getAddress();
    return bytes.length == 16
        ? HexFormat.of().formatHex(Arrays.copyOf(bytes, 8))
        : HexFormat.of().formatHex(bytes);
  }

  /** Two seconds' worth at once, so that whoever starts up may ask for much. */
  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(
            limit -> limit.capacity(2L * perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
        .withCustomTimePrecision(new Meter(nanoTime))
        .build();
  }

  private record Meter(LongSupplier nanoTime) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanoTime.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
