package dev.sealwright.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.ocsp.OcspSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How soon lists and OCSP tell of a revocation, as it is configured. */
class RevocationKeysTest {
  @TempDir Path folder;

  @Test
  void nothingSaidIsWhatTheEngineHas() throws Exception {
    assertThat(read(Map.of()))
        .isEqualTo(
            new Configuration.Revocation(EngineLimits.STANDARD.freshness(), OcspSettings.STANDARD));
  }

  @Test
  void theFileIsReadAndAVariableWins() throws Exception {
    write(
        """
        crl: {freshness: 1800}
        ocsp:
          signer: CA-KEY
          signerLife: 7
          validity: 60
          cache: 1
          waiting: 4
          patience: 60
        """);
    assertThat(read(Map.of("SEALWRIGHT_CRL_FRESHNESS", "0", "SEALWRIGHT_OCSP_SIGNER_LIFE", "90")))
        .isEqualTo(
            new Configuration.Revocation(
                Duration.ZERO,
                new OcspSettings(
                    OcspSettings.Signer.CA_KEY,
                    Duration.ofDays(90),
                    Duration.ofMinutes(1),
                    1 << 20,
                    4,
                    Duration.ofMinutes(1))));
  }

  /** What a key takes the engine takes too: its own checks never end a start. */
  @ParameterizedTest
  @CsvSource({
    "CRL_FRESHNESS, 0, 1800",
    "OCSP_SIGNER_LIFE, 1, 90",
    "OCSP_VALIDITY, 60, 3600",
    "OCSP_CACHE, 1, 4096",
    "OCSP_WAITING, 4, 65536",
    "OCSP_PATIENCE, 1, 60"
  })
  void theBoundsAreThoseOfTheEngine(String name, int least, int most) throws Exception {
    String variable = "SEALWRIGHT_" + name;
    for (int value : List.of(least, most)) {
      Configuration.Revocation read = read(Map.of(variable, Integer.toString(value)));
      assertThat(EngineLimits.STANDARD.withFreshness(read.freshness()).with(read.ocsp()).ocsp())
          .isEqualTo(read.ocsp());
    }
    for (int value : List.of(least - 1, most + 1)) {
      assertThat(ConfigurationTest.problems(environment(Map.of(variable, Integer.toString(value)))))
          .singleElement()
          .asString()
          .startsWith(variable + ": ")
          .endsWith("expected a number from " + least + " to " + most);
    }
  }

  @Test
  void everythingWrongIsSaidAtOnce() throws IOException {
    Path file =
        write(
            """
            crl: {freshness: 1801, type: COMPLETE}
            ocsp:
              signer: both
              signerLife: 0
              validity: 59
              cache: 32MiB
              waiting: 3
              patience: 0.5
            """);
    assertThat(ConfigurationTest.problems(environment(Map.of())))
        .containsExactly(
            file + ":1: crl.type: no such key; docs/configuration.md has them all",
            file + ":1: crl.freshness: expected a number from 0 to 1800",
            file + ":3: ocsp.signer: expected delegate or ca-key",
            file + ":4: ocsp.signerLife: expected a number from 1 to 90",
            file + ":5: ocsp.validity: expected a number from 60 to 3600",
            file + ":6: ocsp.cache: expected a number from 1 to 4096",
            file + ":7: ocsp.waiting: expected a number from 4 to 65536",
            file + ":8: ocsp.patience: expected a number from 1 to 60");
  }

  private Configuration.Revocation read(Map<String, String> more) throws InvalidConfiguration {
    return Configuration.from(environment(more)).revocation();
  }

  private Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("SEALWRIGHT_HOME", folder.toString());
    return environment;
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("sealwright.yaml"), text);
  }
}
