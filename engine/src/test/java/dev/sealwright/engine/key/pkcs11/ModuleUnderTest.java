package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.hsm.TokenConfig;
import java.util.EnumSet;
import java.util.Set;

/**
 * A module for {@link CryptokiContract}, and what it offers: what is not named here must be refused
 * by it.
 *
 * @param token on which keys are made
 * @param manufacturer of the module, as it says itself
 * @param model of the token, as it says itself
 * @param keys that it makes and signs with
 * @param useless keys that it says it makes, and that are of no use
 * @param pss whether its RSA keys sign so
 * @param ed25519 whether it makes such keys and signs with them
 * @param gcm whether it encrypts so
 */
public record ModuleUnderTest(
    TokenConfig token,
    String manufacturer,
    String model,
    Set<KeySpec> keys,
    Set<KeySpec> useless,
    boolean pss,
    boolean ed25519,
    boolean gcm) {
  /** The same module where a driver gets no signature from keys of this kind. */
  ModuleUnderTest withUseless(KeySpec spec) {
    var rest = EnumSet.copyOf(keys);
    rest.remove(spec);
    return new ModuleUnderTest(
        token, manufacturer, model, rest, EnumSet.of(spec), pss, ed25519, gcm);
  }
}
