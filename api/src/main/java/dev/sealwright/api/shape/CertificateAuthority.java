package dev.sealwright.api.shape;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A CA as Describe and List show it.
 *
 * <p>{@code serial}, {@code notBefore} and {@code notAfter} are those of the installed certificate;
 * {@code failureReason} is for FAILED, {@code restorableUntil} for DELETED.
 */
public record CertificateAuthority(
    @ArnText @Nullable String arn,
    @AccountText @Nullable String ownerAccount,
    @Nullable Instant createdAt,
    @Nullable Instant lastStateChangeAt,
    @Nullable CertificateAuthorityType type,
    @Nullable String serial,
    @Nullable CertificateAuthorityStatus status,
    @Nullable Instant notBefore,
    @Nullable Instant notAfter,
    @Nullable FailureReason failureReason,
    @Nullable CertificateAuthorityConfiguration certificateAuthorityConfiguration,
    @Nullable RevocationConfiguration revocationConfiguration,
    @Nullable Instant restorableUntil,
    @Nullable KeyStorageSecurityStandard keyStorageSecurityStandard,
    @Nullable CertificateAuthorityUsageMode usageMode) {}
