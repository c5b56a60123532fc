package dev.sealwright.engine.store.memory;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.store.OcspSigner;
import dev.sealwright.engine.store.Outcome;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The signers of OCSP answers. Not thread-safe: the store's lock guards every call. */
final class OcspSigners {
  private final Map<KeyId, OcspSigner> signers = new LinkedHashMap<>();

  /**
   * Applied; or Taken or Stale with nothing changed.
   *
   * @param known whether the authority is on record
   */
  Outcome change(OcspSigner after, boolean known) {
    OcspSigner before = signers.get(after.key());
    if (after.phase() == OcspSigner.Phase.MAKING && known && before != null) {
      return Outcome.TAKEN;
    }
    boolean follows =
        switch (after.phase()) {
          case MAKING -> known;
          case SERVING -> before != null && before.phase() == OcspSigner.Phase.MAKING;
          case DESTROYED -> before != null && before.phase() != OcspSigner.Phase.DESTROYED;
        };
    if (!follows) {
      return Outcome.STALE;
    }
    signers.put(after.key(), after);
    return Outcome.APPLIED;
  }

  List<OcspSigner> of(AuthorityId authority) {
    return signers.values().stream()
        .filter(signer -> signer.authority().equals(authority))
        .filter(signer -> signer.phase() != OcspSigner.Phase.DESTROYED)
        .sorted(Comparator.comparing(OcspSigner::begunAt))
        .toList();
  }

  void forget(AuthorityId authority) {
    signers.values().removeIf(signer -> signer.authority().equals(authority));
  }
}
