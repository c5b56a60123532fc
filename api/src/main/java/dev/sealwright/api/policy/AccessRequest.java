package dev.sealwright.api.policy;

/**
 * One call to be judged.
 *
 * @param action such as {@code acm-pca:IssueCertificate}
 * @param resource the ARN, or {@code *} for an operation without one
 */
public record AccessRequest(Principal principal, String action, String resource, Facts facts) {}
