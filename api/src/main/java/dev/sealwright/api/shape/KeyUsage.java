package dev.sealwright.api.shape;

/** The bits of a key usage extension (RFC 5280 4.2.1.3); an absent one is false. */
public record KeyUsage(
    boolean digitalSignature,
    boolean nonRepudiation,
    boolean keyEncipherment,
    boolean dataEncipherment,
    boolean keyAgreement,
    boolean keyCertSign,
    @WireName("CRLSign") boolean crlSign,
    boolean encipherOnly,
    boolean decipherOnly) {}
