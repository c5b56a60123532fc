package dev.sealwright.api;

import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.hsm.Driver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says, checked whole: every problem is reported at once.
 *
 * @param home folder of everything that lasts
 * @param port of the API; 0 picks a free one
 * @param managementPort of metrics and health; 0 picks a free one
 * @param module the PKCS#11 module, absent for the SoftHSM2 of this machine
 * @param lanes sessions used at the same time
 * @param database file of the SQLite store
 * @param accessKeyId and {@code secretAccessKey}: the administrator's key, absent together
 */
record Settings(
    Path home,
    int port,
    int managementPort,
    @Nullable Path module,
    Driver driver,
    int lanes,
    Path database,
    String region,
    @Nullable String accessKeyId,
    @Nullable String secretAccessKey) {

  private static final Set<String> KNOWN =
      Set.of(
          "SEALWRIGHT_HOME",
          "SEALWRIGHT_PORT",
          "SEALWRIGHT_MANAGEMENT_PORT",
          "SEALWRIGHT_PUBLICATION_PORT",
          "SEALWRIGHT_PKCS11_MODULE",
          "SEALWRIGHT_DRIVER",
          "SEALWRIGHT_LANES",
          "SEALWRIGHT_DB",
          "SEALWRIGHT_QUOTAS",
          "SEALWRIGHT_CLUSTER_REQUIRE_STANDBY");

  private static final String SQLITE = "jdbc:sqlite:";

  /** The settings could not be used; one message for each problem. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    Invalid(List<String> problems) {
      super(String.join(System.lineSeparator(), problems));
    }
  }

  /** Secrets stay out of logs. */
  @Override
  public String toString() {
    return "Settings[home=" + home + ", port=" + port + ", region=" + region + "]";
  }

  /** Reads the environment; an empty variable counts as absent. */
  static Settings from(Map<String, String> environment) throws Invalid {
    return new Reader(environment).read();
  }

  private static final class Reader {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Reader(Map<String, String> environment) {
      this.environment = environment;
    }

    Settings read() throws Invalid {
      refuseUnknown();
      Path home = Path.of(text("SEALWRIGHT_HOME").orElse("var")).toAbsolutePath().normalize();
      int port = number("SEALWRIGHT_PORT", 8080, 0, 65535);
      int managementPort = number("SEALWRIGHT_MANAGEMENT_PORT", 8082, 0, 65535);
      number("SEALWRIGHT_PUBLICATION_PORT", 8081, 0, 65535);
      choice("SEALWRIGHT_QUOTAS", "open", Set.of("open"), "quotas are not offered by this release");
      choice(
          "SEALWRIGHT_CLUSTER_REQUIRE_STANDBY",
          "true",
          Set.of("true", "false"),
          "it matters only with PostgreSQL, which this release does not offer");
      choice(
          "SEALWRIGHT_DRIVER",
          "foreign",
          Set.of("foreign"),
          "iaik and sun are not offered by this release");
      Path module = text("SEALWRIGHT_PKCS11_MODULE").map(Path::of).orElse(null);
      int lanes =
          number(
              "SEALWRIGHT_LANES", Math.max(2, Runtime.getRuntime().availableProcessors()), 1, 256);
      Path database = database(home);
      String region = text("AWS_REGION").orElse("us-east-1");
      if (!region.matches("[a-z0-9-]{1,32}")) {
        problems.add("AWS_REGION: expected a region name such as us-east-1");
      }
      Optional<String> id = text("AWS_ACCESS_KEY_ID");
      Optional<String> secret = text("AWS_SECRET_ACCESS_KEY");
      if (id.isPresent() != secret.isPresent()) {
        problems.add(
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: set both, or neither to have a pair made");
      }
      if (id.isPresent() && !AccessKey.isId(id.get())) {
        problems.add("AWS_ACCESS_KEY_ID: expected 3 to 128 letters, digits, underscores, hyphens");
      }
      if (secret.isPresent() && !AccessKey.isSecret(secret.get())) {
        problems.add("AWS_SECRET_ACCESS_KEY: expected 16 to 256 characters");
      }
      if (!problems.isEmpty()) {
        throw new Invalid(problems);
      }
      return new Settings(
          home,
          port,
          managementPort,
          module,
          Driver.FOREIGN,
          lanes,
          database,
          region,
          id.orElse(null),
          secret.orElse(null));
    }

    private void refuseUnknown() {
      environment.keySet().stream()
          .filter(name -> name.startsWith("SEALWRIGHT_") && !KNOWN.contains(name))
          .sorted()
          .forEach(name -> problems.add(name + ": no such setting; known are " + sorted()));
    }

    private Path database(Path home) {
      String url = text("SEALWRIGHT_DB").orElse(SQLITE + home.resolve("store.db"));
      if (!url.startsWith(SQLITE) || url.length() == SQLITE.length() || url.contains("?")) {
        problems.add(
            "SEALWRIGHT_DB: expected jdbc:sqlite:FILE; other databases are not offered by this"
                + " release");
        return home;
      }
      return Path.of(url.substring(SQLITE.length())).toAbsolutePath();
    }

    private int number(String name, int otherwise, int least, int most) {
      return text(name).map(parse(name, otherwise, least, most)).orElse(otherwise);
    }

    private Function<String, Integer> parse(String name, int otherwise, int least, int most) {
      return text -> {
        try {
          int value = Integer.parseInt(text);
          if (value >= least && value <= most) {
            return value;
          }
        } catch (NumberFormatException e) {
          // reported below like a number out of range
        }
        problems.add(name + ": expected a number from " + least + " to " + most);
        return otherwise;
      };
    }

    private void choice(String name, String otherwise, Set<String> offered, String why) {
      String value = text(name).orElse(otherwise).toLowerCase(Locale.ROOT);
      if (!offered.contains(value)) {
        problems.add(name + ": expected one of " + offered + "; " + why);
      }
    }

    private Optional<String> text(String name) {
      return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private static String sorted() {
      return String.join(", ", KNOWN.stream().sorted().toList());
    }
  }
}
