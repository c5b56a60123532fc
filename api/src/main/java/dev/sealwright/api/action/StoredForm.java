package dev.sealwright.api.action;

import dev.sealwright.api.wire.CertificateAuthorityConfiguration;
import dev.sealwright.api.wire.KeyStorageSecurityStandard;
import dev.sealwright.api.wire.Required;
import dev.sealwright.api.wire.WireReader;
import dev.sealwright.api.wire.WireWriter;
import java.nio.charset.StandardCharsets;

/**
 * What the API keeps of a CreateCertificateAuthority request to give back word for word; it travels
 * as the annotation of the engine's authority, in the JSON of the wire.
 */
record StoredForm(
    @Required CertificateAuthorityConfiguration configuration,
    @Required KeyStorageSecurityStandard keyStorageSecurityStandard) {
  static StoredForm read(String annotation) {
    return WireReader.read(StoredForm.class, annotation.getBytes(StandardCharsets.UTF_8));
  }

  String annotation() {
    return new String(WireWriter.write(this), StandardCharsets.UTF_8);
  }
}
