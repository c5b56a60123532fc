package dev.sealwright.api.cli;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.key.KeyCustody;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.pkcs11.KeyInventory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key on a token, beside what is on record of it.
 *
 * @param authority its CA, if that is on record
 * @param flaws what somebody should look at
 */
record KeyRow(
    String token,
    Owner owner,
    KeyInventory.Entry entry,
    @Nullable Authority authority,
    List<String> flaws) {
  KeyRow {
    flaws = List.copyOf(flaws);
  }

  /** Whose key it is. */
  enum Owner {
    /** A CA on record. */
    CA,
    /** A CA that was removed; the server destroys the key. */
    ENDING,
    /** It looks like a CA key, and no CA on record has it. */
    ORPHAN,
    /** It looks like a CA key; there is no store to look it up in. */
    UNKNOWN,
    /** Seals secrets of the configuration. */
    SEALING,
    /** Left by an examination. */
    SCRATCH,
    /** Another program's. */
    OTHER
  }

  static KeyRow of(String token, KeyInventory.Entry entry, @Nullable Records records) {
    Authority authority = records == null ? null : entry.keyId().flatMap(records::of).orElse(null);
    Owner owner = owner(entry, authority, records);
    return new KeyRow(token, owner, entry, authority, flaws(owner, entry, authority));
  }

  private static Owner owner(
      KeyInventory.Entry entry, @Nullable Authority authority, @Nullable Records records) {
    if (entry.sealing()) {
      return Owner.SEALING;
    }
    if (entry.scratch()) {
      return Owner.SCRATCH;
    }
    if (entry.kind() == KeyInventory.Kind.SECRET) {
      return Owner.OTHER;
    }
    if (authority != null) {
      return Owner.CA;
    }
    if (records != null && entry.keyId().filter(records::isEnding).isPresent()) {
      return Owner.ENDING;
    }
    if (!entry.ours()) {
      return Owner.OTHER;
    }
    return records == null ? Owner.UNKNOWN : Owner.ORPHAN;
  }

  private static List<String> flaws(
      Owner owner, KeyInventory.Entry entry, @Nullable Authority authority) {
    List<String> flaws = new ArrayList<>();
    switch (owner) {
      case ORPHAN -> flaws.add("no CA on record has it");
      case SCRATCH -> flaws.add("left by an examination; hsm doctor --remove-scratch");
      case CA, ENDING, UNKNOWN, SEALING, OTHER -> {}
    }
    if (owner == Owner.OTHER) {
      return flaws;
    }
    switch (entry.kind()) {
      case PRIVATE_ONLY -> flaws.add("the public half is missing");
      case PUBLIC_ONLY -> flaws.add("the private half is missing");
      case AMBIGUOUS -> flaws.add("several keys have this id");
      case PAIR, SECRET -> {}
    }
    var attributes = entry.attributes();
    if (attributes != null && !attributes.kept() && owner != Owner.SCRATCH) {
      flaws.add("not kept as a CA key must be");
    }
    SigningKey recorded = authority == null ? null : authority.key();
    String fingerprint = entry.fingerprint();
    if (recorded != null
        && fingerprint != null
        && !KeyCustody.fingerprint(recorded.publicKey()).equals(fingerprint)) {
      flaws.add("ANOTHER KEY than the one on record");
    }
    return flaws;
  }
}
