package dev.sealwright.api.action;

import dev.sealwright.api.wire.Operation;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * NextToken: where a listing goes on, under an HMAC that binds it to the operation, to the account
 * it was given to and to the resource listed, so nobody can make one up or use another's.
 */
public final class PageTokens {
  private static final int TAG = 32;

  private final SecretKey key;

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
    this.key = new SecretKeySpec(secret, "HmacSHA256");
  }

  /** A token for the place in the listing. */
  String seal(Listing listing, byte[] place) {
    byte[] token = Arrays.copyOf(place, place.length + TAG);
    System.arraycopy(tag(listing, place), 0, token, place.length, TAG);
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
    byte[] place = Arrays.copyOf(bytes, bytes.length - TAG);
    byte[] tag = Arrays.copyOfRange(bytes, place.length, bytes.length);
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
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(bound.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lost HmacSHA256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }
}
