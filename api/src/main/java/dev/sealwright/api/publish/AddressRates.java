package dev.sealwright.api.publish;

import dev.sealwright.api.rate.BucketPlan;
import dev.sealwright.api.rate.TokenBuckets;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often an address may ask. A network of IPv6 (/64) counts as one: whoever has one address of
 * it has them all. A flood from everywhere cannot take memory: while there is no room for more,
 * addresses that come anew share.
 *
 * <p>Threads: shared.
 */
final class AddressRates {
  static final int MOST_ADDRESSES = 50_000;

  /** Seconds' worth at once, so that whoever starts up may ask for much. */
  private static final int BURST = 2;

  /** No address is written like these. */
  private static final String NEWCOMERS = "newcomers";

  private static final String NOWHERE = "nowhere";

  private final TokenBuckets<String> buckets;

  /**
   * @param nanoTime a clock that never steps back, in nanoseconds from anywhere
   */
  AddressRates(int perSecond, LongSupplier nanoTime) {
    this.buckets =
        new TokenBuckets<>(
            new BucketPlan<>(MOST_ADDRESSES, BURST, _ -> perSecond, _ -> NEWCOMERS), nanoTime);
  }

  /** Takes a token; false when there is none. Who has no address shares with all such. */
  boolean admit(Optional<String> address) {
    return buckets.take(address.map(AddressRates::network).orElse(NOWHERE));
  }

  /** As {@link TokenBuckets#sweep}. */
  void sweep() {
    buckets.sweep();
  }

  long addresses() {
    return buckets.size();
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
}
