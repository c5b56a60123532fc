package dev.sealwright.api.wire;

import dev.sealwright.api.shape.CertificateAuthorityConfiguration;
import dev.sealwright.api.shape.KeyStorageSecurityStandard;
import dev.sealwright.api.shape.Required;
import java.nio.charset.StandardCharsets;

/**
 * What the API keeps of a CreateCertificateAuthority request to give back word for word; it travels
 * as the annotation of the engine's authority, in the JSON of the wire.
 */
public record StoredForm(
    @Required CertificateAuthorityConfiguration configuration,
    @Required KeyStorageSecurityStandard keyStorageSecurityStandard) {
  public static StoredForm read(String annotation) {
    return WireReader.read(StoredForm.class, annotation.getBytes(StandardCharsets.UTF_8));
  }

  public String annotation() {
    return new String(WireWriter.write(this), StandardCharsets.UTF_8);
  }
}
