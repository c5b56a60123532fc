package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyCustody;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.x509.Octets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Lists the keys on a token through one session, on whose thread it runs. */
final class InventoryReading {
  private record Halves(List<Long> privates, List<Long> publics) {}

  /** For messages that nobody reads. */
  private static final KeyId ANY = new KeyId(new UUID(0, 0));

  private final CryptokiSession session;
  private final TokenKeys keys;
  private boolean complete = true;

  InventoryReading(CryptokiSession session, TokenKeys keys) {
    this.session = session;
    this.keys = keys;
  }

  /**
   * @param limit most objects of each class
   */
  KeyInventory read(int limit) {
    Map<Octets, Halves> pairs = new LinkedHashMap<>();
    for (long key : objects(Pkcs11.CKO_PRIVATE_KEY, limit)) {
      halves(pairs, key).privates.add(key);
    }
    for (long key : objects(Pkcs11.CKO_PUBLIC_KEY, limit)) {
      halves(pairs, key).publics.add(key);
    }
    List<KeyInventory.Entry> entries = new ArrayList<>();
    pairs.forEach((id, halves) -> entries.add(entry(id, halves)));
    for (long key : objects(Pkcs11.CKO_SECRET_KEY, limit)) {
      entries.add(
          new KeyInventory.Entry(
              id(key),
              KeyInventory.Kind.SECRET,
              CustodyReading.label(session, key),
              null,
              null,
              CustodyReading.attributes(session, key)));
    }
    return new KeyInventory(entries, complete);
  }

  private long[] objects(long type, int limit) {
    // Token objects alone: session objects of other threads come and go.
    long[] found =
        session.find(
            List.of(
                new Attribute.Count(Pkcs11.CKA_CLASS, type),
                new Attribute.Flag(Pkcs11.CKA_TOKEN, true)),
            limit);
    complete &= found.length < limit;
    return found;
  }

  private Halves halves(Map<Octets, Halves> pairs, long key) {
    return pairs.computeIfAbsent(id(key), id -> new Halves(new ArrayList<>(), new ArrayList<>()));
  }

  private Octets id(long key) {
    return Octets.copyOf(session.bytes(key, Pkcs11.CKA_ID));
  }

  private KeyInventory.Entry entry(Octets id, Halves halves) {
    boolean hasPrivate = !halves.privates.isEmpty();
    long named = hasPrivate ? halves.privates.getFirst() : halves.publics.getFirst();
    Optional<TokenKey> known =
        halves.publics.isEmpty() ? Optional.empty() : known(named, halves.publics.getFirst());
    return new KeyInventory.Entry(
        id,
        kind(halves),
        CustodyReading.label(session, named),
        known.map(TokenKey::spec).orElse(null),
        known.map(key -> KeyCustody.fingerprint(key.publicKey())).orElse(null),
        hasPrivate ? CustodyReading.attributes(session, named) : null);
  }

  private static KeyInventory.Kind kind(Halves halves) {
    if (halves.privates.size() > 1 || halves.publics.size() > 1) {
      return KeyInventory.Kind.AMBIGUOUS;
    }
    if (halves.publics.isEmpty()) {
      return KeyInventory.Kind.PRIVATE_ONLY;
    }
    return halves.privates.isEmpty() ? KeyInventory.Kind.PUBLIC_ONLY : KeyInventory.Kind.PAIR;
  }

  /** Other programs' keys may be of any kind. */
  private Optional<TokenKey> known(long named, long publicKey) {
    try {
      return Optional.of(keys.key(ANY, named, publicKey));
    } catch (CaException unknown) {
      return Optional.empty();
    }
  }
}
