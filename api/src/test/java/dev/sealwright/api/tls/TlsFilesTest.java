package dev.sealwright.api.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealwright.api.tls.TlsCertificates.Made;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is served, and what is said of everything that is not. */
class TlsFilesTest {
  private static final List<String> RSA = List.of("-newkey", "rsa:2048");
  private static final String SERVER = "extendedKeyUsage=serverAuth";

  @TempDir static Path folder;

  private static TlsCertificates openssl;
  private static Made root;
  private static Made middle;
  private static Made server;
  private static Instant now;

  @BeforeAll
  static void certificates() {
    openssl = new TlsCertificates(folder);
    root = openssl.root("root");
    middle = openssl.intermediate("middle", root);
    server = openssl.server("server", middle);
    now = Instant.now().plusSeconds(60);
  }

  @Test
  void readsAChainWithAndWithoutItsRoot() throws TlsFileException {
    assertThat(server.files().read(now).chain()).hasSize(1);
    Path two = openssl.chain("two.pem", server, middle);
    assertThat(new TlsFiles(two, server.key()).read(now).chain()).hasSize(2);
    Path three = openssl.chain("three.pem", server, middle, root);
    TlsIdentity whole = new TlsFiles(three, server.key()).read(now);
    assertThat(whole.chain()).hasSize(3);
    assertThat(whole.expiry())
        .as("the first to expire is the server's")
        .isEqualTo(whole.chain().getFirst().getNotAfter().toInstant());
  }

  record Form(String name, List<String> newKey, List<String> conversion) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Form> forms() {
    return Stream.of(
        new Form("PKCS8 RSA", RSA, List.of("pkey")),
        new Form("PKCS1", RSA, List.of("rsa", "-traditional")),
        new Form(
            "PKCS8 P-384",
            List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"),
            List.of("pkey")),
        new Form(
            "SEC1",
            List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            List.of("ec")));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void readsEveryFormOfAKey(Form form) throws IOException {
    Made made = openssl.server("form", root, form.newKey, SERVER);
    Path key = folder.resolve("form.converted");
    List<String> command =
        Stream.of(form.conversion, List.of("-in", made.key().toString(), "-out", key.toString()))
            .flatMap(List::stream)
            .toList();
    openssl.openssl("", command.toArray(String[]::new));
    assertThat(new TlsFiles(made.certificate(), key).read(now).chain()).hasSize(1);
    if (form.name.equals("SEC1")) {
      String parameters = openssl.openssl("", "ecparam", "-name", "prime256v1");
      Files.writeString(key, parameters + Files.readString(key));
      assertThat(new TlsFiles(made.certificate(), key).read(now).chain()).hasSize(1);
    }
  }

  record Case(String name, TlsFiles files, Instant at, String said) {
    Case(String name, Path certificate, Path key, String said) {
      this(name, new TlsFiles(certificate, key), now, said);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> problems() throws IOException {
    Path good = server.certificate();
    Path key = server.key();
    Path none = folder.resolve("none.pem");
    Path open = Files.copy(key, folder.resolve("open.key"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    Path encrypted = folder.resolve("encrypted.key");
    openssl.openssl(
        "",
        "pkcs8",
        "-topk8",
        "-in",
        key.toString(),
        "-out",
        encrypted.toString(),
        "-passout",
        "pass:secret");
    Path legacy = folder.resolve("legacy.key");
    openssl.openssl(
        "",
        "ec",
        "-in",
        key.toString(),
        "-aes128",
        "-out",
        legacy.toString(),
        "-passout",
        "pass:secret");
    Made other = openssl.server("other", root);
    Made edwards = openssl.server("edwards", root, List.of("-newkey", "ed25519"), SERVER);
    Made weak = openssl.server("weak", root, List.of("-newkey", "rsa:1024"), SERVER);
    Made client = openssl.server("client", root, RSA, "extendedKeyUsage=clientAuth");
    Made unrelated = openssl.root("unrelated");
    String text = TlsCertificates.read(good);
    String keyText = TlsCertificates.read(key);
    return Stream.of(
        new Case("no certificate file", none, key, none + ": there is no such file"),
        new Case("no key file", good, none, none + ": there is no such file"),
        new Case("a folder", folder, key, folder + ": is not a file"),
        new Case(
            "empty",
            file("empty.pem", ""),
            key,
            "empty.pem: no certificate chain: there is no PEM block"),
        new Case(
            "too large", file("large.pem", text.repeat(600)), key, "large.pem: is larger than"),
        new Case("eleven", file("eleven.pem", text.repeat(11)), key, "more than 10 blocks"),
        new Case(
            "key for a certificate", file("swapped.pem", keyText), key, "not labelled CERTIFICATE"),
        new Case(
            "no DER",
            file("rubbish.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            key,
            "rubbish.pem: a certificate in it cannot be read"),
        new Case(
            "certificate for a key",
            good,
            secret("swapped.key", text),
            "swapped.key: no private key"),
        new Case(
            "rubbish for a key",
            good,
            secret(
                "rubbish.key",
                "-----BEGIN PRIVATE KEY-----\nMAMCAQA=\n-----END PRIVATE KEY-----\n"),
            "rubbish.key: no private key that can be used, which must not be encrypted: the private key"
                + " cannot be read"),
        new Case(
            "two keys", good, secret("two.key", keyText + keyText), "not one private key but 2"),
        new Case(
            "encrypted",
            good,
            encrypted,
            encrypted + ": no private key that can be used, which must not be encrypted"),
        new Case("encrypted in the old way", good, legacy, "a PEM block has headers"),
        new Case(
            "another key",
            good,
            other.key(),
            other.key() + ": the key does not match the certificate in " + good),
        new Case("an Edwards key", edwards.certificate(), edwards.key(), "neither RSA nor EC"),
        new Case(
            "a weak key",
            weak.certificate(),
            weak.key(),
            "weak.crt: the RSA key has fewer than 2048 bits"),
        new Case(
            "open to others",
            good,
            open,
            open + ": open to others; mend it with: chmod o-rwx " + open),
        new Case(
            "upside down",
            openssl.chain("upside.pem", middle, server),
            key,
            "upside.pem: the chain is out of order: the key is that of certificate 2"),
        new Case(
            "one left out",
            openssl.chain("gap.pem", server, root),
            key,
            "gap.pem: the chain is out of order: certificate 2 is not the issuer of certificate 1"),
        new Case(
            "one that does not belong",
            openssl.chain("stray.pem", server, middle, unrelated),
            key,
            "certificate 3 is not the issuer of certificate 2"),
        new Case(
            "same name, other key",
            openssl.chain("namesake.pem", server, namesake()),
            key,
            "certificate 2 is not the issuer of certificate 1"),
        new Case(
            "expired",
            server.files(),
            now.plus(Duration.ofDays(91)),
            good + ": certificate 1 of 1 is expired since "),
        new Case(
            "not yet valid",
            server.files(),
            now.minus(Duration.ofDays(1)),
            good + ": certificate 1 of 1 is not valid before "),
        new Case(
            "for clients",
            client.certificate(),
            client.key(),
            "client.crt: the certificate is not for TLS servers"));
  }

  private static Made namesake() {
    Path elsewhere = folder.resolve("elsewhere");
    try {
      Files.createDirectories(elsewhere);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new TlsCertificates(elsewhere).root("middle");
  }

  private static Path file(String name, String text) {
    return openssl.write(name, text);
  }

  private static Path secret(String name, String text) throws IOException {
    Path file = openssl.write(name, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  @ParameterizedTest
  @MethodSource("problems")
  void saysWhichFileAndWhy(Case problem) {
    TlsFileException refusal =
        catchThrowableOfType(TlsFileException.class, () -> problem.files.read(problem.at));
    assertThat(refusal).hasMessageContaining(problem.said).hasNoCause();
    requireNoKeyIn(refusal.toString());
  }

  /** INVARIANT I15. */
  @Test
  void theKeyIsInNoString() throws TlsFileException {
    TlsIdentity identity = server.files().read(now);
    requireNoKeyIn(identity + " " + server.files() + " " + server.files().fingerprint());
  }

  private static void requireNoKeyIn(String text) {
    for (String line : TlsCertificates.read(server.key()).lines().toList()) {
      if (!line.startsWith("-----")) {
        assertThat(text).doesNotContain(line);
      }
    }
  }

  @Test
  void theFingerprintTellsEveryChangeAndTheWayBack() throws IOException {
    TlsFiles files =
        new TlsFiles(
            openssl.chain("moving.pem", server),
            secret("moving.key", TlsCertificates.read(server.key())));
    var first = files.fingerprint();
    assertThat(files.fingerprint()).isEqualTo(first);
    openssl.chain("moving.pem", server, middle);
    var second = files.fingerprint();
    assertThat(second).isNotEqualTo(first);
    Files.delete(files.key());
    assertThat(files.fingerprint()).isNotEqualTo(second).isNotEqualTo(first);
    secret("moving.key", TlsCertificates.read(server.key()));
    openssl.chain("moving.pem", server);
    assertThat(files.fingerprint()).isEqualTo(first);
  }
}
