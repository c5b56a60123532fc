package dev.sealwright.api;

import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.api.auth.AccessKeys;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.config.Account;
import dev.sealwright.api.config.KeySecret;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.x509.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The access keys of the administrator and of the configured principals, with their secrets opened.
 *
 * <p>Problems name the place and the key's id, never a secret (INVARIANT I15).
 */
final class PrincipalKeys {
  /** Opens a secret that the token sealed for an access key. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens one.
     *
     * @return the secret, the caller's to wipe
     * @throws CaException when the token cannot, or never will
     */
    byte[] open(String accessKeyId, Octets sealed);
  }

  private final Optional<Opener> opener;
  private final List<String> problems = new ArrayList<>();

  private PrincipalKeys(Optional<Opener> opener) {
    this.opener = opener;
  }

  /**
   * Opens what is sealed.
   *
   * @param opener absent when no token seals; only then is plain text taken
   * @throws IllegalStateException with one line for each problem
   */
  static AccessKeys of(AccessKey administrator, List<Account> accounts, Optional<Opener> opener) {
    PrincipalKeys reading = new PrincipalKeys(opener);
    List<AccessKey> keys = new ArrayList<>(List.of(administrator));
    for (Account account : accounts) {
      for (Account.Member member : account.members()) {
        Caller caller = new Caller(member.principal(), member.policies(), null);
        for (Account.SigningPair pair : member.keys()) {
          if (pair.id().equals(administrator.id())) {
            reading.problem(pair, "the administrator has a key of this id");
          }
          reading
              .secret(pair)
              .ifPresent(secret -> keys.add(new AccessKey(pair.id(), secret, caller)));
        }
      }
    }
    if (!reading.problems.isEmpty()) {
      throw new IllegalStateException(String.join(System.lineSeparator(), reading.problems));
    }
    return AccessKeys.of(keys);
  }

  private Optional<String> secret(Account.SigningPair pair) {
    return switch (pair.secret()) {
      case KeySecret.FromEnvironment(String text) -> Optional.of(text);
      case KeySecret.Plain(String text) -> {
        if (opener.isPresent()) {
          problem(
              pair,
              "its secret is in plain text, and the token can seal it: put in its place what this"
                  + " prints, with the secret on its input: ./dev seal "
                  + pair.id());
          yield Optional.empty();
        }
        yield Optional.of(text);
      }
      case KeySecret.Sealed(Octets bytes) -> opened(pair, bytes);
    };
  }

  private Optional<String> opened(Account.SigningPair pair, Octets sealed) {
    if (opener.isEmpty()) {
      problem(pair, "its secret is sealed, and no configured token can open it");
      return Optional.empty();
    }
    byte[] secret;
    try {
      secret = opener.get().open(pair.id(), sealed);
    } catch (CaException e) {
      problem(pair, "its secret does not open: " + e.getMessage());
      return Optional.empty();
    }
    String text = new String(secret, StandardCharsets.UTF_8);
    Arrays.fill(secret, (byte) 0);
    if (!AccessKey.isSecret(text)) {
      problem(pair, "the secret that was sealed must have 16 to 256 characters");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private void problem(Account.SigningPair pair, String what) {
    problems.add(pair.place() + ": access key " + pair.id() + ": " + what);
  }
}
