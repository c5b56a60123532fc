package dev.sealwright.engine.store;

import dev.sealwright.engine.authority.AuthorityId;
import java.time.Instant;

/** A place in the list of authorities, which is ordered by creation, then id. */
public record AuthorityCursor(Instant createdAt, AuthorityId id) {}
