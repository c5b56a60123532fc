package dev.sealwright.api.action;

import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.AuthorityCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * NextToken: where a listing goes on, under an HMAC that binds it to the account it was given to,
 * so nobody can make one up or use another's.
 */
public final class PageTokens {
  private static final int CURSOR = Long.BYTES + 2 * Long.BYTES;
  private static final int TAG = 32;

  private final SecretKey key;

  /**
   * @param secret 32 random bytes, the same across restarts and nodes
   */
  public PageTokens(byte[] secret) {
    if (secret.length != TAG) {
      throw new IllegalArgumentException("the secret has 32 bytes");
    }
    this.key = new SecretKeySpec(secret, "HmacSHA256");
  }

  String seal(AuthorityCursor cursor, String account) {
    byte[] body =
        ByteBuffer.allocate(CURSOR)
            .putLong(cursor.createdAt().toEpochMilli())
            .putLong(cursor.id().value().getMostSignificantBits())
            .putLong(cursor.id().value().getLeastSignificantBits())
            .array();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            ByteBuffer.allocate(CURSOR + TAG).put(body).put(tag(body, account)).array());
  }

  AuthorityCursor open(String token, String account) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
    if (bytes.length != CURSOR + TAG) {
      throw invalid();
    }
    byte[] body = Arrays.copyOf(bytes, CURSOR);
    if (!MessageDigest.isEqual(
        tag(body, account), Arrays.copyOfRange(bytes, CURSOR, bytes.length))) {
      throw invalid();
    }
    ByteBuffer cursor = ByteBuffer.wrap(body);
    return new AuthorityCursor(
        Instant.ofEpochMilli(cursor.getLong()),
        new AuthorityId(new UUID(cursor.getLong(), cursor.getLong())));
  }

  private byte[] tag(byte[] body, String account) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update("ListCertificateAuthorities ".getBytes(StandardCharsets.US_ASCII));
      mac.update(account.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lost HmacSHA256", e);
    }
  }

  static WireException invalid() {
    return new WireException(
        ErrorName.INVALID_NEXT_TOKEN, "NextToken is not one that this listing gave to the caller");
  }
}
