package dev.sealwright.api.shape;

/** One entry of a subject information access extension (RFC 5280 4.2.2.2). */
public record AccessDescription(
    @Required AccessMethod accessMethod, @Required GeneralName accessLocation) {}
