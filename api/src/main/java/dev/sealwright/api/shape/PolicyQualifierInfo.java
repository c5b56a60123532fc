package dev.sealwright.api.shape;

/** A qualifier of a certificate policy. */
public record PolicyQualifierInfo(
    @Required PolicyQualifierId policyQualifierId, @Required Qualifier qualifier) {}
