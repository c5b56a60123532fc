package dev.sealwright.api.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates for servers, made by openssl in a folder. */
public record TlsCertificates(Path folder) {
  private static final List<String> P256 =
      List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
  private static final String SERVER = "subjectAltName=DNS:localhost,IP:127.0.0.1";

  /**
   * A certificate with its key, both PEM.
   *
   * @param name of the files, and in the subject
   */
  public record Made(String name, Path certificate, Path key) {
    public TlsFiles files() {
      return new TlsFiles(certificate, key);
    }
  }

  public Made root(String name) {
    return make(name, P256, List.of("basicConstraints=critical,CA:true"), 3650);
  }

  /** That of a CA below another. */
  public Made intermediate(String name, Made issuer) {
    return make(name, below(issuer, P256), List.of("basicConstraints=critical,CA:true"), 1825);
  }

  /** That of a server on this machine, for 90 days. */
  public Made server(String name, Made issuer) {
    return make(name, below(issuer, P256), List.of(SERVER, "extendedKeyUsage=serverAuth"), 90);
  }

  /** The same with other extensions or another key. */
  public Made server(String name, Made issuer, List<String> newKey, String... extensions) {
    return make(name, below(issuer, newKey), List.of(extensions), 90);
  }

  private static List<String> below(Made issuer, List<String> newKey) {
    List<String> options = new ArrayList<>(newKey);
    options.addAll(List.of("-CA", issuer.certificate.toString(), "-CAkey", issuer.key.toString()));
    return options;
  }

  private Made make(String name, List<String> options, List<String> extensions, int days) {
    Made made = new Made(name, folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
    List<String> command = new ArrayList<>(List.of("req", "-x509", "-nodes", "-config"));
    command.add(write("minimal.cnf", "[req]\ndistinguished_name=dn\n[dn]\n").toString());
    command.addAll(List.of("-subj", "/CN=" + name, "-days", String.valueOf(days)));
    command.addAll(options);
    extensions.forEach(extension -> command.addAll(List.of("-addext", extension)));
    command.addAll(List.of("-keyout", made.key.toString(), "-out", made.certificate.toString()));
    openssl("", command.toArray(String[]::new));
    return made;
  }

  /** A file with several certificates, in this order. */
  public Path chain(String file, Made... parts) {
    StringBuilder text = new StringBuilder();
    for (Made part : parts) {
      text.append(read(part.certificate));
    }
    return write(file, text.toString());
  }

  /** Replaces the pair that is served by another, each file by a rename. */
  public void replace(TlsFiles served, Path certificate, Path key) {
    swap(certificate, served.certificate());
    swap(key, served.key());
  }

  private void swap(Path from, Path to) {
    try {
      Path aside = folder.resolve("aside");
      Files.copy(
          from, aside, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      Files.move(aside, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path write(String file, String text) {
    try {
      return Files.writeString(folder.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client that trusts this root and compares no names. */
  public static SSLContext trusting(Made root) {
    try (var in = Files.newInputStream(root.certificate)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "root", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What openssl says; fails when it ends with an error. */
  public String openssl(String input, String... arguments) {
    Said said = run(input, arguments);
    if (said.status != 0) {
      throw new AssertionError("openssl (apt-get install openssl): " + said.text);
    }
    return said.text;
  }

  /** Exit status, and both outputs of a command. */
  public record Said(int status, String text) {}

  /** The same, whatever its end. */
  public Said run(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    // Umask apart, openssl makes keys for the owner alone.
    builder.environment().putAll(Map.of("LC_ALL", "C"));
    try {
      Process process = builder.start();
      try (var out = process.getOutputStream()) {
        out.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended before it had read all.
      }
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Said(process.waitFor(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
