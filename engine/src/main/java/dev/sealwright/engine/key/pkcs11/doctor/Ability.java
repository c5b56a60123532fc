package dev.sealwright.engine.key.pkcs11.doctor;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.MechanismInfo;
import dev.sealwright.engine.key.pkcs11.Pkcs11;
import dev.sealwright.engine.key.pkcs11.TokenOffer;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token's list of mechanisms promises for one kind of key.
 *
 * @param algorithms that such a key could sign with; none when such keys cannot be made
 * @param missing what stands against the others, or against all
 */
public record Ability(KeySpec spec, List<SignatureAlgorithm> algorithms, List<String> missing) {
  public Ability {
    algorithms = List.copyOf(algorithms);
    missing = List.copyOf(missing);
  }

  static List<Ability> of(TokenOffer offer, Map<Long, MechanismInfo> mechanisms) {
    return Arrays.stream(KeySpec.values()).map(spec -> of(spec, offer, mechanisms)).toList();
  }

  private static Ability of(KeySpec spec, TokenOffer offer, Map<Long, MechanismInfo> mechanisms) {
    List<SignatureAlgorithm> algorithms = new ArrayList<>();
    Set<String> missing = new LinkedHashSet<>();
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      if (!spec.signsWith(algorithm)) {
        continue;
      }
      if (offer.signs(spec, algorithm)) {
        algorithms.add(algorithm);
      } else {
        lack(spec, TokenOffer.generation(spec), 0, mechanisms, missing);
        lack(spec, TokenOffer.signing(algorithm), Pkcs11.CKF_SIGN, mechanisms, missing);
      }
    }
    return new Ability(spec, algorithms, List.copyOf(missing));
  }

  private static void lack(
      KeySpec spec,
      long mechanism,
      long flag,
      Map<Long, MechanismInfo> mechanisms,
      Set<String> missing) {
    String name = MechanismNames.of(mechanism);
    @Nullable MechanismInfo info = mechanisms.get(mechanism);
    if (info == null) {
      missing.add(name + " is not in its list");
    } else if (!info.has(flag)) {
      missing.add(name + " does not sign (CKF_SIGN)");
    } else if (!info.admits(spec.bits()) && !info.admits(spec.bits() / 8)) {
      missing.add(name + " takes keys of " + info.least() + " to " + info.most() + " only");
    }
  }
}
