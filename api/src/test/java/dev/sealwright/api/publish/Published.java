package dev.sealwright.api.publish;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** CAs as the listener sees them. */
final class Published {
  private Published() {}

  static Authority authority(@Nullable String crlName, String bucket, @Nullable String ocspName) {
    return Authority.creating(
        new AuthorityId(UUID.randomUUID()),
        "123456789012",
        Instant.EPOCH,
        new AuthoritySettings(
            AuthorityType.ROOT,
            KeySpec.EC_P256,
            SignatureAlgorithm.SHA256WITHECDSA,
            Name.of(List.of(new Attribute(Attribute.COMMON_NAME, "Published"))),
            UsageMode.GENERAL_PURPOSE,
            null,
            ""),
        new RevocationSettings(
            crlName == null
                ? null
                : new RevocationSettings.Crl(
                    7, bucket, ObjectAcl.PUBLIC_READ, crlName, null, CrlType.COMPLETE, false),
            ocspName == null ? null : new RevocationSettings.Ocsp(ocspName)));
  }
}
