package dev.sealwright.api.shape;

/**
 * An extension by OID.
 *
 * <p>{@code value} is base64 of the DER inside the extension's OCTET STRING.
 */
public record CustomExtension(
    @Required @ObjectIdentifierText String objectIdentifier,
    @Required
        @Bounds(min = 1, max = 4096)
        @Matching("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
        String value,
    boolean critical) {}
