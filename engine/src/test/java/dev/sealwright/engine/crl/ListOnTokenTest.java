package dev.sealwright.engine.crl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.memory.MemoryBuckets;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.SoftHsmFixture;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A list signed by a token over its digest, judged by openssl and the JDK. */
@Timeout(120)
class ListOnTokenTest {
  private static final Crl SETTINGS =
      new Crl(7, "lists", ObjectAcl.PUBLIC_READ, null, null, CrlType.COMPLETE, false);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "EC_P256, SHA256WITHECDSA",
    "EC_P256, SHA512WITHECDSA",
    "EC_P521, SHA512WITHECDSA",
    "RSA_2048, SHA256WITHRSA",
    "RSA_2048, SHA384WITHRSA_PSS"
  })
  void itVerifies(KeySpec spec, SignatureAlgorithm algorithm) {
    MemoryBuckets buckets = new MemoryBuckets(name -> true);
    try (TestEngine ca =
        new TestEngine(
            SqliteStore.open(folder.resolve("records.db")),
            SoftHsmFixture.vault(),
            new PublicationHosts("pki.example"),
            new Publishing(buckets, folder.resolve("scratch")),
            Duration.ZERO)) {
      AuthorityId id = ca.activeRoot(spec, algorithm);
      Authority authority = ca.engine.authority(id).orElseThrow();
      ca.engine.update(authority, null, RevocationSettings.NONE.withCrl(SETTINGS), "tester");
      String key = PublicationHosts.objectKey(id, SETTINGS, CrlScope.COMPLETE);
      Until.holds("the list", () -> buckets.object("lists", key).isPresent());
      ListReader reader = new ListReader(ca, buckets, "lists", new OpenSsl(folder));
      assertThat(ListReader.serials(reader.read(id, key))).isEmpty();
    }
  }
}
