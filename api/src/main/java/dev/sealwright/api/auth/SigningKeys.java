package dev.sealwright.api.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys derived for one region and service, kept for a while: four of the five HMACs of a
 * verification.
 *
 * <p>An entry is found by the whole access key, secret included, so that a changed secret never
 * meets an old derivation.
 */
final class SigningKeys {
  private static final String HMAC = "HmacSHA256";
  private static final int MOST = 10_000;
  private static final Duration LIFE = Duration.ofMinutes(5);

  private record Day(AccessKey key, String date) {}

  private final Cache<Day, Key> derived =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterWrite(LIFE)
          // On the caller's thread: nothing of this cache is worth a pool.
          .executor(Runnable::run)
          .build();

  private final String region;
  private final String service;

  SigningKeys(String region, String service) {
    this.region = region;
    this.service = service;
  }

  /** HMAC-SHA-256 of the text under the key of that day. */
  byte[] sign(AccessKey key, String date, String text) {
    return hmac(derived.get(new Day(key, date), this::derive), text);
  }

  private Key derive(Day day) {
    byte[] ofDate = hmac(key(day.key.seed()), day.date);
    byte[] ofRegion = hmac(key(ofDate), region);
    byte[] ofService = hmac(key(ofRegion), service);
    return key(hmac(key(ofService), SigV4Verifier.TERMINATOR));
  }

  private static Key key(byte[] bytes) {
    return new SecretKeySpec(bytes, HMAC);
  }

  private static byte[] hmac(Key key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
