package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** A name of one of the forms of RFC 5280 4.2.1.6: exactly one member is set. */
public record GeneralName(
    @Nullable OtherName otherName,
    @Bounds(min = 0, max = 256) @Nullable String rfc822Name,
    @Bounds(min = 0, max = 253) @Nullable String dnsName,
    @Nullable Asn1Subject directoryName,
    @Nullable EdiPartyName ediPartyName,
    @Bounds(min = 0, max = 253) @Nullable String uniformResourceIdentifier,
    @Bounds(min = 0, max = 39) @Nullable String ipAddress,
    @ObjectIdentifierText @Nullable String registeredId) {}
