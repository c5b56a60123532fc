package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.x509.Serial;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reservations and seals that stand together in a batch and have nothing to do with each other. */
record Run(List<Mutation.Reserve> reserves, List<Mutation.Seal> seals) {
  static final Run NONE = new Run(List.of(), List.of());

  private record Key(AuthorityId authority, Serial serial) {}

  /** The longest at the start of a batch; it may be empty. */
  static Run startOf(List<Mutation> batch) {
    var run = new Run(new ArrayList<>(), new ArrayList<>());
    Set<Key> keys = new HashSet<>();
    for (Mutation mutation : batch) {
      switch (mutation) {
        case Mutation.Reserve reserve
            when keys.add(
                new Key(reserve.reservation().authority(), reserve.reservation().serial())) ->
            run.reserves.add(reserve);
        case Mutation.Seal seal when keys.add(new Key(seal.authority(), seal.serial())) ->
            run.seals.add(seal);
        default -> {
          return run;
        }
      }
    }
    return run;
  }

  /** How many mutations it holds. */
  int size() {
    return reserves.size() + seals.size();
  }
}
