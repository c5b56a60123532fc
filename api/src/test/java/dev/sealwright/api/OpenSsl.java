package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.SdkBytes;

/** The openssl command in a folder of its own: makes requests as users do, and judges chains. */
record OpenSsl(Path folder) {

  /** A certification request for a new key. */
  SdkBytes request(String subject, String... keyOptions) {
    List<String> command =
        new ArrayList<>(List.of("req", "-new", "-nodes", "-keyout", "key.pem", "-out", "csr.pem"));
    command.addAll(List.of("-subj", subject));
    command.addAll(List.of(keyOptions));
    run(command.toArray(String[]::new));
    try {
      return SdkBytes.fromByteArray(Files.readAllBytes(folder.resolve("csr.pem")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A self-signed certificate for a new key. */
  SdkBytes selfSigned(String subject, String... keyOptions) {
    List<String> options = new ArrayList<>(List.of("-x509"));
    options.addAll(List.of(keyOptions));
    return request(subject, options.toArray(String[]::new));
  }

  /** Fails unless the certificate verifies up to the root through the others. */
  void verify(String certificate, String intermediates, String root) {
    write("leaf.pem", certificate + "\n");
    write("middle.pem", intermediates + "\n");
    write("root.pem", root + "\n");
    assertThat(
            run(
                "verify",
                "-x509_strict",
                "-CAfile",
                "root.pem",
                "-untrusted",
                "middle.pem",
                "leaf.pem"))
        .contains("leaf.pem: OK");
  }

  /** What openssl says of a certificate. */
  String text(String certificate) {
    write("shown.pem", certificate + "\n");
    return run("x509", "-in", "shown.pem", "-noout", "-text");
  }

  /** What openssl says of a certification request. */
  String requestText(String csr) {
    write("shown.csr", csr + "\n");
    return run("req", "-in", "shown.csr", "-noout", "-text", "-verify");
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile(folder, "openssl", ".out");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("openssl ends").isTrue();
      String text = Files.readString(output);
      assertThat(process.exitValue()).as(text).isZero();
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException("openssl is missing: apt-get install openssl", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
