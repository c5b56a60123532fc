package dev.sealwright.api.config;

import dev.sealwright.engine.x509.Octets;

/** How the secret of an access key was said; no string form shows it (INVARIANT I15). */
public sealed interface KeySecret {

  /** Sealed by the token: only it can open the secret again, and only for this access key. */
  record Sealed(Octets bytes) implements KeySecret {
    @Override
    public String toString() {
      return "Sealed";
    }
  }

  /** From a variable of the environment. */
  record FromEnvironment(String text) implements KeySecret {
    @Override
    public String toString() {
      return "FromEnvironment";
    }
  }

  /** As plain text in the file: taken only where the token cannot seal. */
  record Plain(String text) implements KeySecret {
    @Override
    public String toString() {
      return "Plain";
    }
  }
}
