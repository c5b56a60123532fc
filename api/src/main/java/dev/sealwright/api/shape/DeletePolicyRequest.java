package dev.sealwright.api.shape;

/** Takes the resource policy off a CA. */
public record DeletePolicyRequest(@Required @ArnText String resourceArn) {}
