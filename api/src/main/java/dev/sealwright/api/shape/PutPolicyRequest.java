package dev.sealwright.api.shape;

/** Attaches a resource policy to a CA in place of any earlier one. */
public record PutPolicyRequest(
    @Required @ArnText String resourceArn, @Required @PolicyText String policy) {}
