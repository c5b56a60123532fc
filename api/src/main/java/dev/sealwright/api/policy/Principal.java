package dev.sealwright.api.policy;

import org.jspecify.annotations.Nullable;

/**
 * Who a call is made as.
 *
 * @param account twelve digits
 * @param arn as policies name the principal
 * @param organization the account belongs to, such as {@code o-a1b2c3d4e5}, if any
 * @param service the service principal it stands for, such as {@code acm.amazonaws.com}, if it is
 *     one; the account is then the one the service works for
 */
public record Principal(
    String account, String arn, @Nullable String organization, @Nullable String service) {}
