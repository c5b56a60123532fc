package dev.sealwright.api.event;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** What an event is made of, taken as it is by whoever caused it. */
sealed interface Happening {
  /** On record now. */
  record Written(Mutation mutation) implements Happening {}

  /** A call of the API, as a line for the trail: bounded, where the call itself is not. */
  record Called(String line) implements Happening {}

  /** A revocation list. */
  record ListMade(AuthorityId authority, Instant at, URI url, Optional<String> failure)
      implements Happening {}
}
