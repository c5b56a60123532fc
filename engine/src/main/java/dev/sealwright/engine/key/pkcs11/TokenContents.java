package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.hsm.TokenConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The objects on a token, for people who look after it. Every method logs in if need be, works in a
 * session of its own, and throws {@link dev.sealwright.engine.fault.CaException} TOKEN_UNAVAILABLE.
 *
 * <p>Threads: any; blocks for the token.
 */
public final class TokenContents {
  /** CKA_LABEL of keys that are made to be destroyed at once. */
  public static final String SCRATCH_LABEL = "sealwright-doctor-scratch";

  /** Most objects of a class that are listed. */
  private static final int LISTED = 50_000;

  private final Token token;

  public TokenContents(Token token) {
    this.token = token;
  }

  /** A token like any other, but what is made there is labelled as scratch. */
  public static Token forScratch(TokenConfig config, LoadedModule module, RefusalMarker marker) {
    return new Token(config, module, marker, SCRATCH_LABEL);
  }

  /** All keys. */
  public KeyInventory keys() {
    return token.inSession(
        session -> new InventoryReading(session, token.keys(session)).read(LISTED));
  }

  /** How many objects are labelled as scratch. */
  public int scratchObjects() {
    return token.inSession(session -> scratch(session).length);
  }

  /**
   * Destroys the objects that are labelled as scratch.
   *
   * @return how many
   */
  public int destroyScratch() {
    return token.inSession(session -> {
      long[] found = scratch(session);
      for (long object : found) {
        session.destroy(object);
      }
      return found.length;
    });
  }

  private static long[] scratch(CryptokiSession session) {
    return session.find(
        List.of(
            Attribute.Bytes.of(Pkcs11.CKA_LABEL, SCRATCH_LABEL.getBytes(StandardCharsets.UTF_8))),
        LISTED);
  }
}
