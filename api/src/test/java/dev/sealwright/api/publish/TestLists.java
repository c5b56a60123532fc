package dev.sealwright.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Revocation lists that openssl makes and judges, in a folder of its own; one CA. */
public record TestLists(Path folder) {
  private static final String CONFIG =
      """
      [ca]
      default_ca = here
      [here]
      database = index.txt
      crlnumber = number
      default_md = sha256
      [req]
      distinguished_name = name
      [name]
      """;

  /** Makes the CA. */
  public static TestLists in(Path parent) {
    try {
      TestLists lists = new TestLists(Files.createTempDirectory(parent, "lists"));
      Files.writeString(lists.folder.resolve("config"), CONFIG);
      Files.writeString(lists.folder.resolve("number"), "1000\n");
      lists.openssl(
          "req",
          "-x509",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:P-256",
          "-nodes",
          "-keyout",
          "ca.key",
          "-out",
          "ca.pem",
          "-subj",
          "/CN=Lister",
          "-days",
          "30",
          "-config",
          "config");
      return lists;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** DER of a list with so many entries, good for a week. */
  public byte[] list(int entries) {
    StringBuilder index = new StringBuilder();
    for (int i = 1; i <= entries; i++) {
      // Serials look random, as in life.
      String serial = "%016X%016X".formatted(0x4000_0000_0000_0000L | i, i * 0x9E3779B97F4A7C15L);
      index
          .append("R\t330101000000Z\t2611")
          .append("%02d".formatted(1 + i % 28))
          .append("120000Z,keyCompromise\t")
          .append(serial)
          .append("\tunknown\t/CN=revoked\n");
    }
    try {
      Files.writeString(folder.resolve("index.txt"), index);
      openssl(
          "ca",
          "-gencrl",
          "-config",
          "config",
          "-keyfile",
          "ca.key",
          "-cert",
          "ca.pem",
          "-out",
          "list.pem",
          "-crldays",
          "7");
      openssl("crl", "-in", "list.pem", "-outform", "DER", "-out", "list.crl");
      return Files.readAllBytes(folder.resolve("list.crl"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails unless openssl finds the signature of the CA under the list. */
  void verify(Path list) {
    assertThat(
            openssl("crl", "-in", list.toString(), "-inform", "DER", "-noout", "-CAfile", "ca.pem"))
        .contains("verify OK");
  }

  String openssl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    return run(folder, command);
  }

  /** What a program prints, which must end well. */
  static String run(Path folder, List<String> command) {
    try {
      Path output = Files.createTempFile(folder, "command", ".out");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
      String text = Files.readString(output, StandardCharsets.ISO_8859_1);
      assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(
          command.getFirst() + " is missing: apt-get install " + command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
