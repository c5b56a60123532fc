package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** Contents of a certificate given with the call rather than with the CSR. */
public record ApiPassthrough(@Nullable Extensions extensions, @Nullable Asn1Subject subject) {}
