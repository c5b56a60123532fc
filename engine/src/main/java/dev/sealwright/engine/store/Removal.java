package dev.sealwright.engine.store;

import dev.sealwright.engine.authority.AuthorityId;
import org.jspecify.annotations.Nullable;

/**
 * An authority that no reader sees any more, and whose end is still to be brought about.
 *
 * @param vault that holds its key; absent when no key came on record, though one may have been made
 * @param keyDestroyed whether its key is gone already
 */
public record Removal(AuthorityId authority, @Nullable String vault, boolean keyDestroyed) {}
