package dev.sealwright.engine.crl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.memory.MemoryBuckets;
import dev.sealwright.engine.key.pkcs11.SoftHsmFixture;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A list as programs of others take it, over the whole chain: one certificate good, one revoked.
 */
class ListClientsTest {
  private static final Crl SETTINGS =
      new Crl(7, "lists", ObjectAcl.PUBLIC_READ, null, null, CrlType.COMPLETE, false);

  @TempDir private Path folder;
  private final MemoryBuckets buckets = new MemoryBuckets(name -> true);
  private TestEngine ca;
  private OpenSsl openssl;
  private X509Certificate root;
  private X509Certificate good;
  private X509Certificate gone;
  private X509CRL list;

  @BeforeEach
  void publish() throws Exception {
    ca =
        new TestEngine(
            SqliteStore.open(folder.resolve("records.db")),
            SoftHsmFixture.vault(),
            new PublicationHosts("pki.example"),
            new Publishing(buckets, folder.resolve("scratch")),
            // Others judge by their own clock.
            Duration.between(TestEngine.START, Instant.now()));
    openssl = new OpenSsl(folder);
    AuthorityId id = ca.activeRoot();
    ca.engine.update(
        ca.engine.authority(id).orElseThrow(),
        null,
        RevocationSettings.NONE.withCrl(SETTINGS),
        "tester");
    good = leaf(id, "good");
    gone = leaf(id, "gone");
    root = certificate(ca.engine.caCertificate(id).orElseThrow().certificate().toArray());
    Serial serial = Serial.of(gone.getSerialNumber().toByteArray());
    ca.engine.revoker().revoke(id, serial, RevocationReason.KEY_COMPROMISE, 99, "tester");
    String key = PublicationHosts.objectKey(id, SETTINGS, CrlScope.COMPLETE);
    ListReader reader = new ListReader(ca, buckets, "lists", openssl);
    ca.clock.advance(Duration.ofSeconds(5));
    Until.holds(
        "it is in the list",
        () ->
            reader
                .der(key)
                .filter(der -> ListReader.serials(ListReader.parse(der)).contains(serial))
                .isPresent());
    list = reader.read(id, key); // leaves list.der and ca.pem
  }

  @AfterEach
  void close() {
    ca.close();
  }

  @Test
  void opensslChecksAllOfTheChain() {
    openssl.run("crl", "-inform", "DER", "-in", "list.der", "-out", "list.pem");
    assertThat(verified("good.pem")).contains("good.pem: OK");
    assertThat(verified("gone.pem")).contains("certificate revoked").doesNotContain("OK");
  }

  private String verified(String leaf) {
    return openssl
        .attempt("verify", "-crl_check_all", "-CAfile", "ca.pem", "-CRLfile", "list.pem", leaf)
        .text();
  }

  @Test
  void gnutls() throws Exception {
    openssl.run("crl", "-inform", "DER", "-in", "list.der", "-out", "list.pem");
    assertThat(certtool("--verify-crl", "--load-ca-certificate=ca.pem", "--infile=list.pem"))
        .contains("Verification output: Verified.");
    assertThat(certtool("--crl-info", "--infile=list.pem"))
        .contains("Revoked certificates (1)")
        .contains("%032x".formatted(gone.getSerialNumber()));
  }

  private String certtool(String... arguments) throws Exception {
    Path output = Files.createTempFile(folder, "certtool", ".out");
    ProcessBuilder builder = new ProcessBuilder("certtool");
    builder.command().addAll(List.of(arguments));
    Process process =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output);
  }

  @Test
  void theJdk() throws Exception {
    validate(good);
    assertThatThrownBy(() -> validate(gone))
        .isInstanceOfSatisfying(
            CertPathValidatorException.class,
            e ->
                assertThat(e.getReason())
                    .isEqualTo(CertPathValidatorException.BasicReason.REVOKED));
  }

  private void validate(X509Certificate leaf) throws Exception {
    CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(list))));
    var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOptions(
        EnumSet.of(
            PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
    parameters.addCertPathChecker(checker);
    validator.validate(
        CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf)), parameters);
  }

  private X509Certificate leaf(AuthorityId id, String name) throws Exception {
    Serial serial = ca.engine.issue(TestEngine.leafOrder(id, name, null));
    byte[] der = ca.engine.certificate(id, serial).certificate().toArray();
    X509Certificate leaf = certificate(der);
    openssl.write(
        name + ".pem", TestEngine.pem(ca.engine.certificate(id, serial).certificate()).toArray());
    return leaf;
  }

  private static X509Certificate certificate(byte[] der) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
