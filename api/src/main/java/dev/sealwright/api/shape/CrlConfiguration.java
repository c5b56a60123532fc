package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** Whether, where and how a CA publishes CRLs. */
public record CrlConfiguration(
    @Required boolean enabled,
    @Bounds(min = 1, max = 5000) @Nullable Integer expirationInDays,
    @CnameText @Nullable String customCname,
    @Bounds(min = 3, max = 255) @Matching("[-a-zA-Z0-9._/]+") @Nullable String s3BucketName,
    @Nullable S3ObjectAcl s3ObjectAcl,
    @Nullable CrlDistributionPointExtensionConfiguration crlDistributionPointExtensionConfiguration,
    @Nullable CrlType crlType,
    @Bounds(min = 0, max = 253)
        @Matching("(/|[-a-zA-Z0-9;?:@&=+$,%_.!~*()']+(/[-a-zA-Z0-9;?:@&=+$,%_.!~*()']+)*)")
        @Nullable String customPath) {}
