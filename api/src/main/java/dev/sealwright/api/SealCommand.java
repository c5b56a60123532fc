package dev.sealwright.api;

import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.key.SealContext;
import dev.sealwright.engine.key.SecretSealer;
import dev.sealwright.engine.x509.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Seals the secret of an access key for the configuration: the secret comes by standard input,
 * never as an argument that others could read, and what is printed only the token opens, for that
 * key.
 */
final class SealCommand {
  private SealCommand() {}

  /** What a secret is sealed for: moved to another access key it does not open. */
  static SealContext context(String accessKeyId) {
    return new SealContext("access-key", accessKeyId);
  }

  /** Opens secrets of access keys, if a token of the engine seals. */
  static Optional<PrincipalKeys.Opener> opener(CaEngine engine) {
    return engine.sealer().map(sealer -> (id, sealed) -> sealer.open(context(id), sealed));
  }

  /**
   * The sealed form as the configuration takes it.
   *
   * @param in the secret, at most one line feed behind it
   * @throws IllegalStateException when id or secret cannot be used, or no token seals
   */
  static String sealed(String accessKeyId, InputStream in, CaEngine engine) throws IOException {
    if (!AccessKey.isId(accessKeyId)) {
      throw new IllegalStateException(
          "an access key id has 3 to 128 letters, digits, underscores, hyphens");
    }
    SecretSealer sealer =
        engine
            .sealer()
            .orElseThrow(() -> new IllegalStateException("the configured token does not seal"));
    byte[] read = in.readNBytes(SecretSealer.MAX_SECRET + 1);
    byte[] secret = withoutLineEnd(read);
    try {
      if (secret.length > SecretSealer.MAX_SECRET
          || !AccessKey.isSecret(new String(secret, StandardCharsets.UTF_8))) {
        throw new IllegalStateException("the secret on the input must have 16 to 256 characters");
      }
      Octets sealed = sealer.seal(context(accessKeyId), secret);
      return "sealed:" + Base64.getEncoder().encodeToString(sealed.toArray());
    } finally {
      Arrays.fill(read, (byte) 0);
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static byte[] withoutLineEnd(byte[] read) {
    int end = read.length;
    if (end > 0 && read[end - 1] == '\n') {
      end--;
    }
    if (end > 0 && read[end - 1] == '\r') {
      end--;
    }
    return Arrays.copyOf(read, end);
  }
}
