package dev.sealwright.api.config;

import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.api.quota.Preset;
import dev.sealwright.api.quota.RateTable;
import dev.sealwright.api.shape.KeyStorageSecurityStandard;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.ocsp.OcspSettings;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.StorageStandard;
import dev.sealwright.hsm.VaultConfig;
import dev.sealwright.hsm.file.VaultsSection;
import dev.sealwright.hsm.yaml.Node;
import dev.sealwright.hsm.yaml.Problems;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** From what was said to what holds: defaults, and the checks that concern more than one key. */
final class Checking {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final RawConfiguration raw;
  private final Map<String, String> environment;
  private final Problems problems;

  Checking(RawConfiguration raw, Map<String, String> environment, Problems problems) {
    this.raw = raw;
    this.environment = environment;
    this.problems = problems;
  }

  /** To be used only when there is no problem. */
  Configuration configuration() {
    Path home = raw.value(Keys.HOME).orElseGet(() -> Path.of("var").toAbsolutePath());
    String region = raw.value(Keys.REGION).orElse("us-east-1");
    return new Configuration(
        new Configuration.Server(
            home,
            raw.value(Keys.PORT).orElse(8080),
            raw.value(Keys.MANAGEMENT_PORT).orElse(8082),
            raw.value(Keys.PUBLICATION_PORT).orElse(8081),
            raw.value(Keys.PAGE_TOKEN_KEY).orElseGet(() -> home.resolve("page-token.key")),
            Duration.ofMillis(raw.value(Keys.WARM_UP).orElse(3_000)),
            region),
        tls(),
        token(),
        new DatabaseSection(raw, environment, problems).read(home),
        quotas(),
        new Configuration.Publication(
            raw.value(Keys.PUBLICATION_HOST),
            raw.value(Keys.PUBLICATION_ADDRESS).orElse(LOOPBACK),
            raw.value(Keys.PUBLICATION_RATE).orElse(1000)),
        revocation(),
        new BucketsSection(raw, problems).read(home, region),
        new Configuration.Events(
            raw.value(EventKeys.FILE),
            raw.value(EventKeys.SIZE).orElse(64) * (1L << 20),
            raw.value(EventKeys.KEEP).orElse(8),
            raw.value(EventKeys.RECORDS).orElse(false),
            raw.value(EventKeys.URL)),
        administrator(),
        raw.section("accounts")
            .map(section -> new AccountsSection(environment, problems).read(section))
            .orElse(List.of()),
        vaults());
  }

  /** The bounds of the keys are within those of the engine, so that it refuses nothing. */
  private Configuration.Revocation revocation() {
    OcspSettings standard = OcspSettings.STANDARD;
    return new Configuration.Revocation(
        raw.value(RevocationKeys.FRESHNESS)
            .map(Duration::ofSeconds)
            .orElse(EngineLimits.STANDARD.freshness()),
        new OcspSettings(
            raw.value(RevocationKeys.SIGNER).orElse(standard.signer()),
            raw.value(RevocationKeys.SIGNER_LIFE)
                .map(Duration::ofDays)
                .orElse(standard.signerLife()),
            raw.value(RevocationKeys.VALIDITY).map(Duration::ofSeconds).orElse(standard.validity()),
            raw.value(RevocationKeys.CACHE)
                .map(mib -> (long) mib << 20)
                .orElse(standard.cacheBytes()),
            raw.value(RevocationKeys.WAITING).orElse(standard.waiting()),
            raw.value(RevocationKeys.PATIENCE)
                .map(Duration::ofSeconds)
                .orElse(standard.patience())));
  }

  private Optional<Configuration.Tls> tls() {
    raw.requireBoth(Keys.TLS_CERTIFICATE, Keys.TLS_KEY);
    return raw.value(Keys.TLS_CERTIFICATE)
        .flatMap(certificate ->
            raw.value(Keys.TLS_KEY).map(key -> new Configuration.Tls(certificate, key)));
  }

  private List<VaultConfig> vaults() {
    Optional<Node> section = raw.section("vaults");
    if (section.isEmpty()) {
      return List.of();
    }
    for (Key<?> key : Keys.TOKEN) {
      raw.place(key)
          .ifPresent(place ->
              problems.add(
                  place,
                  key.path(),
                  "is for the dev profile's token, and there are vaults, at "
                      + section.get().place()
                      + ": leave out the one or the other"));
    }
    return new VaultsSection(Keys.DRIVERS, problems).read(section.get());
  }

  private Configuration.Token token() {
    return new Configuration.Token(
        raw.value(Keys.MODULE).orElse(null),
        raw.value(Keys.DRIVER).orElse(Driver.FOREIGN),
        raw.value(Keys.LANES)
            .orElseGet(() -> Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 256)),
        raw
            .value(Keys.STANDARDS)
            .orElse(
                Set.of(
                    KeyStorageSecurityStandard.FIPS_140_2_LEVEL_2_OR_HIGHER,
                    KeyStorageSecurityStandard.FIPS_140_2_LEVEL_3_OR_HIGHER))
            .stream()
            .map(Checking::declared)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static StorageStandard declared(KeyStorageSecurityStandard standard) {
    return switch (standard) {
      case FIPS_140_2_LEVEL_2_OR_HIGHER -> StorageStandard.FIPS_140_2_LEVEL_2;
      case FIPS_140_2_LEVEL_3_OR_HIGHER -> StorageStandard.FIPS_140_2_LEVEL_3;
      case CCPC_LEVEL_1_OR_HIGHER -> StorageStandard.CCPC_LEVEL_1;
    };
  }

  private Configuration.Quotas quotas() {
    Preset preset = raw.value(Keys.QUOTAS).orElse(Preset.OPEN);
    return new Configuration.Quotas(rates(preset), counts(preset));
  }

  private CountLimits counts(Preset preset) {
    CountLimits start =
        switch (preset) {
          case AWS -> CountLimits.AWS;
          case OPEN -> CountLimits.OPEN;
        };
    return new CountLimits(
        raw.value(Keys.AUTHORITIES).orElse(start.authorities()),
        raw.value(Keys.CERTIFICATES_WITH_COMPLETE_CRL).orElse(start.issuedWithCompleteCrl()),
        raw.value(Keys.CERTIFICATES).orElse(start.issued()),
        raw.value(Keys.REVOKED_WITH_COMPLETE_CRL).orElse(start.revokedWithCompleteCrl()),
        raw.value(Keys.REPORTED).orElse(start.reported()));
  }

  private RateTable rates(Preset preset) {
    Map<Operation, Integer> set = new EnumMap<>(Operation.class);
    Keys.RATES.forEach(
        (operation, key) -> raw.value(key).ifPresent(rate -> set.put(operation, rate)));
    return RateTable.of(preset, EngineLimits.STANDARD).with(set, raw.value(Keys.BURST).orElse(1));
  }

  /** Only from the environment: a secret does not belong into the file. */
  private Optional<Configuration.Administrator> administrator() {
    String id = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
    String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
    if (id.isEmpty() != secret.isEmpty()) {
      problems.add(
          "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: set both, or neither to have a pair made");
    }
    if (!id.isEmpty() && !AccessKey.isId(id)) {
      problems.add("AWS_ACCESS_KEY_ID: expected 3 to 128 letters, digits, underscores, hyphens");
    }
    if (!secret.isEmpty() && !AccessKey.isSecret(secret)) {
      problems.add("AWS_SECRET_ACCESS_KEY: expected 16 to 256 characters");
    }
    return id.isEmpty() || secret.isEmpty()
        ? Optional.empty()
        : Optional.of(new Configuration.Administrator(id, secret));
  }
}
