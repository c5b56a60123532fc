package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** A party name and, if given, who assigned it. */
public record EdiPartyName(
    @Required @Bounds(min = 0, max = 256) String partyName,
    @Bounds(min = 0, max = 256) @Nullable String nameAssigner) {}
