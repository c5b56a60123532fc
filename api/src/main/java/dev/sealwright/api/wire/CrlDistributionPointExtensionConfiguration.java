package dev.sealwright.api.wire;

/** Whether certificates go without a CRL distribution point. */
public record CrlDistributionPointExtensionConfiguration(@Required boolean omitExtension) {}
