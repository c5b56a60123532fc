package dev.sealwright.api.shape;

/** Asks for the resource policy of a CA. */
public record GetPolicyRequest(@Required @ArnText String resourceArn) {}
