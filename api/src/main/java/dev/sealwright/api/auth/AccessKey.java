package dev.sealwright.api.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * An access key: its public id, the secret that signs, and whose it is.
 *
 * <p>The secret goes in and only signatures come out: no accessor, no string form (INVARIANT I15).
 */
public final class AccessKey {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{3,128}");
  private static final int LEAST_SECRET = 16;
  private static final int MOST_SECRET = 256;

  private final String id;
  private final byte[] secret;
  private final Caller caller;

  /**
   * Checks the form; messages never repeat the secret.
   *
   * @param id 3 to 128 letters, digits, underscores and hyphens
   * @param secret 16 to 256 characters
   */
  public AccessKey(String id, String secret, Caller caller) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not an access key id: " + id);
    }
    if (!isSecret(secret)) {
      throw new IllegalArgumentException(
          "the secret of access key " + id + " must have 16 to 256 characters");
    }
    this.id = id;
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
    this.caller = caller;
  }

  /** Whether a key may have this id. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Whether a key may have this secret. */
  public static boolean isSecret(String text) {
    return text.length() >= LEAST_SECRET && text.length() <= MOST_SECRET;
  }

  public String id() {
    return id;
  }

  public Caller caller() {
    return caller;
  }

  /** The secret as SigV4 starts from it, with its prefix; a copy. */
  byte[] seed() {
    byte[] prefix = "AWS4".getBytes(StandardCharsets.US_ASCII);
    byte[] seed = new byte[prefix.length + secret.length];
    System.arraycopy(prefix, 0, seed, 0, prefix.length);
    System.arraycopy(secret, 0, seed, prefix.length, secret.length);
    return seed;
  }

  /** Same id, same secret, same caller: so that a cached derivation dies with its secret. */
  @Override
  public boolean equals(Object other) {
    return other instanceof AccessKey that
        && id.equals(that.id)
        && caller.equals(that.caller)
        && MessageDigest.isEqual(secret, that.secret);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "AccessKey[" + id + "]";
  }
}
