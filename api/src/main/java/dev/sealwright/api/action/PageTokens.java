package dev.sealwright.api.action;

import dev.sealwright.api.wire.Operation;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * NextToken: where a listing goes on, under an HMAC that binds it to the operation, to the account
 * it was given to and to the resource listed, so nobody can make one up or use another's.
 *
 * <p>The place is hidden as well: it may be a CA that the caller may not see (INVARIANT I15). The
 * HMAC is the initial value of its encryption, as in SIV (RFC 5297), so that none comes twice for
 * two places.
 */
public final class PageTokens {
  private static final String HMAC = "HmacSHA256";
  private static final int TAG = 32;

  private static final int BLOCK = 16;

  private final SecretKey binding;
  private final SecretKey hiding;

  /**
   * What a token is bound to.
   *
   * @param account of the caller
   * @param resource what is listed: an ARN, or words that tell listings of one operation apart
   */
  record Listing(Operation operation, String account, String resource) {}

  /**
   * @param secret 32 random bytes, the same across restarts and nodes
   */
  public PageTokens(byte[] secret) {
    if (secret.length != TAG) {
      throw new IllegalArgumentException("the secret has 32 bytes");
    }
    this.binding = new SecretKeySpec(derived(secret, "binding"), HMAC);
    this.hiding = new SecretKeySpec(derived(secret, "hiding"), "AES");
  }

  /** Two uses, two keys. */
  private static byte[] derived(byte[] secret, String use) {
    return hmac(new SecretKeySpec(secret, HMAC), use.getBytes(StandardCharsets.US_ASCII));
  }

  /** A token for the place in the listing. */
  String seal(Listing listing, byte[] place) {
    byte[] tag = tag(listing, place);
    byte[] token = Arrays.copyOf(crypt(tag, place), place.length + TAG);
    System.arraycopy(tag, 0, token, place.length, TAG);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The place that a token stands for; empty unless {@link #seal} made it for this listing. */
  Optional<byte[]> open(Listing listing, String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length < TAG) {
      return Optional.empty();
    }
    byte[] tag = Arrays.copyOfRange(bytes, bytes.length - TAG, bytes.length);
    byte[] place = crypt(tag, Arrays.copyOf(bytes, bytes.length - TAG));
    return MessageDigest.isEqual(tag(listing, place), tag) ? Optional.of(place) : Optional.empty();
  }

  /** Each part with its length before it, so that no two listings have the same bytes. */
  private byte[] tag(Listing listing, byte[] place) {
    try {
      ByteArrayOutputStream bound = new ByteArrayOutputStream();
      DataOutputStream parts = new DataOutputStream(bound);
      parts.writeUTF(listing.operation().wireName());
      parts.writeUTF(listing.account());
      parts.writeUTF(listing.resource());
      parts.write(place);
      return hmac(binding, bound.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  /** There and back. */
  private byte[] crypt(byte[] tag, byte[] place) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, hiding, new IvParameterSpec(tag, 0, BLOCK));
      return cipher.doFinal(place);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lost AES", e);
    }
  }

  private static byte[] hmac(SecretKey key, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lost " + HMAC, e);
    }
  }
}
