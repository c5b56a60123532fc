package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** Whether a CA answers OCSP, and under which host name. */
public record OcspConfiguration(
    @Required boolean enabled, @CnameText @Nullable String ocspCustomCname) {}
