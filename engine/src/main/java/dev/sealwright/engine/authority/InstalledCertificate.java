package dev.sealwright.engine.authority;

import dev.sealwright.engine.x509.KeyIdentifier;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Validity;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The facts of an authority's own certificate that issuing needs; the DER is kept apart.
 *
 * @param serial as its issuer gave it, which may be another CA
 * @param subject becomes the issuer of all it signs, byte for byte
 * @param keyIdentifier its SKI, or SHA-1 of the public key when it has none
 * @param pathLength pathLenConstraint, absent when unlimited
 */
public record InstalledCertificate(
    BigInteger serial,
    Name subject,
    Validity validity,
    KeyIdentifier keyIdentifier,
    @Nullable Integer pathLength) {}
