package dev.sealwright.engine.attach;

import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.Validity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a report says of one certificate.
 *
 * @param subject as {@link dev.sealwright.engine.x509.NameText} writes it; may be empty
 * @param template name of the template used
 * @param requester who asked for it, as the front door named it
 * @param revocation absent unless revoked
 */
public record ReportLine(
    Serial serial,
    String subject,
    Validity validity,
    Instant issuedAt,
    String template,
    String requester,
    @Nullable Revocation revocation) {}
