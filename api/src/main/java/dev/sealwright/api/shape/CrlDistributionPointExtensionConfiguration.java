package dev.sealwright.api.shape;

/** Whether certificates go without a CRL distribution point. */
public record CrlDistributionPointExtensionConfiguration(@Required boolean omitExtension) {}
