package dev.sealwright.api.config;

import dev.sealwright.api.quota.Preset;
import dev.sealwright.api.quota.RateTable;
import dev.sealwright.api.shape.KeyStorageSecurityStandard;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.hsm.Driver;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/**
 * Every key there is. The documentation is checked against this table, and what is not in it is
 * refused.
 */
final class Keys {
  /** The bindings that are offered, here and to the tokens of vaults. */
  static final List<Driver> DRIVERS = List.of(Driver.values());

  static final Key<Path> HOME =
      new Key<>(
          "server.home",
          "SEALWRIGHT_HOME",
          Form.path(),
          "`var`",
          "",
          "Folder of everything that lasts: token and store of the dev profile, made keys. Only its"
              + " owner may read it. Said in the file, it has no say in where the file is looked"
              + " for.");
  static final Key<Integer> PORT =
      new Key<>(
          "server.port",
          "SEALWRIGHT_PORT",
          Form.number(0, 65535),
          "8080",
          "",
          "The API, on 127.0.0.1; 0 picks a free port.");
  static final Key<Integer> MANAGEMENT_PORT =
      new Key<>(
          "server.managementPort",
          "SEALWRIGHT_MANAGEMENT_PORT",
          Form.number(0, 65535),
          "8082",
          "",
          "`/metrics`, `/health/live` and `/health/ready`, on 127.0.0.1 and without authentication:"
              + " keep it from the outside. 0 picks a free port.");
  static final Key<Integer> PUBLICATION_PORT =
      new Key<>(
          "server.publicationPort",
          "SEALWRIGHT_PUBLICATION_PORT",
          Form.number(0, 65535),
          "8081",
          "",
          "CRL and OCSP, on `publication.address`; 0 picks a free port.");
  static final Key<Path> PAGE_TOKEN_KEY =
      Key.of(
          "server.pageTokenKey",
          Form.path(),
          "`page-token.key` in the home, made at the first start",
          "",
          "File of the 32 random bytes that NextToken is bound by. Several nodes on one store need the"
              + " same, or a listing that one began cannot go on at another: make it once with"
              + " `openssl rand -out FILE 32` and give it to each. Others than its owner and group"
              + " must not be able to read it. A file of another name is never made by the server.");
  static final Key<Integer> WARM_UP =
      new Key<>(
          "server.warmUp",
          "SEALWRIGHT_WARM_UP",
          Form.number(0, 60_000),
          "3000",
          "milliseconds",
          "How long IssueCertificate is practised over HTTP before `ready`, beside the rest of the"
              + " start, with a key in memory, a store and an access key that are thrown away:"
              + " without it the first seconds of service are slow. 0 starts cold.");
  static final Key<String> REGION =
      new Key<>(
          "server.region",
          "AWS_REGION",
          Form.text(
              "a region name such as us-east-1: 1 to 32 small letters, digits and hyphens",
              Pattern.compile("[a-z0-9-]{1,32}")),
          "us-east-1",
          "",
          "Region of the ARNs and of the signatures. ARNs keep it: do not change it once there are"
              + " CAs.");

  static final Key<Path> TLS_CERTIFICATE =
      Key.of(
          "tls.certificate",
          Form.path(),
          "none: plain HTTP",
          "",
          "PEM file with the certificate of the API's TLS listener and behind it each one's issuer;"
              + " the root may be left out. Looked at every two seconds: a changed pair of files that"
              + " is good serves the next connections, a bad one is logged and the old one stays.");
  static final Key<Path> TLS_KEY =
      Key.of(
          "tls.key",
          Form.path(),
          "none: plain HTTP",
          "",
          "PEM file with its private key, RSA or EC, not encrypted: PKCS #8, SEC 1 or PKCS #1. Others"
              + " than its owner and group must not be able to read it. Set both, or neither.");

  static final Key<Path> MODULE =
      new Key<>(
          "token.module",
          "SEALWRIGHT_PKCS11_MODULE",
          Form.path(),
          "SoftHSM2",
          "",
          "Another PKCS#11 module in front of or instead of SoftHSM2. It is native code that runs in"
              + " this process: name only what you trust.");
  static final Key<Driver> DRIVER =
      new Key<>(
          "token.driver",
          "SEALWRIGHT_DRIVER",
          Form.oneOf(driver -> driver.name().toLowerCase(Locale.ROOT), DRIVERS),
          "foreign",
          "",
          "The binding to the module: our own, the IAIK PKCS#11 wrapper, or the JDK's. See decision 0021.");
  static final Key<Integer> LANES =
      new Key<>(
          "token.lanes",
          "SEALWRIGHT_LANES",
          Form.number(1, 256),
          "processors, at least 2",
          "sessions",
          "Sessions that sign at the same time. The number that gives full throughput differs tenfold"
              + " between HSMs: measure it, and leave sessions for other users of the token.");
  static final Key<Set<KeyStorageSecurityStandard>> STANDARDS =
      Key.of(
          "token.standards",
          Form.someOf(KeyStorageSecurityStandard.class),
          "both FIPS levels",
          "",
          "The KeyStorageSecurityStandard values that you declare the token to meet; a CA that asks"
              + " for another is refused. Take out what your HSM has no certificate for.");

  static final Key<Preset> QUOTAS =
      new Key<>(
          "quotas.preset",
          "SEALWRIGHT_QUOTAS",
          Form.oneOf(
              preset -> preset.name().toLowerCase(Locale.ROOT), List.of(Preset.AWS, Preset.OPEN)),
          "open",
          "",
          "aws: the figures of the published service, to test clients against. open: what this server"
              + " is built to carry. Each figure below can be set on top.");
  static final Key<Integer> BURST =
      Key.of(
          "quotas.burst",
          Form.number(1, RateTable.LONGEST_BURST),
          "1",
          "seconds",
          "Seconds' worth of requests that an account may make at once after a rest.");
  static final Map<Operation, Key<Integer>> RATES = rates();
  static final Key<Long> AUTHORITIES =
      count(
          "authorities",
          CountLimits::authorities,
          "CAs of an account, deleted ones included until they can no longer be restored.");
  static final Key<Long> CERTIFICATES =
      count("certificates", CountLimits::issued, "Certificates that a CA may ever issue.");
  static final Key<Long> CERTIFICATES_WITH_COMPLETE_CRL =
      count(
          "certificatesWithCompleteCrl",
          CountLimits::issuedWithCompleteCrl,
          "The same for a CA with a complete CRL.");
  static final Key<Long> REVOKED_WITH_COMPLETE_CRL =
      count(
          "revokedWithCompleteCrl",
          CountLimits::revokedWithCompleteCrl,
          "Revoked, unexpired certificates of a CA with a complete CRL: each adds some 40 bytes to"
              + " every list.");
  static final Key<Long> REPORTED =
      count(
          "reportedCertificates",
          CountLimits::reported,
          "No audit report is made for a CA that issued more.");

  static final Key<String> PUBLICATION_HOST =
      Key.of(
          "publication.host",
          Form.text(
              "a host name, with a port behind a colon when it is not 80",
              Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[0-9]{1,5})?")),
          "127.0.0.1 with the publication port",
          "",
          "Under which relying parties reach CRL and OCSP; it is written into certificates for their"
              + " whole life.");

  static final Key<InetAddress> PUBLICATION_ADDRESS =
      Key.of(
          "publication.address",
          Form.address(),
          "127.0.0.1",
          "",
          "Where the listener for CRL and OCSP listens, without authentication and without TLS, since"
              + " all that it gives out is signed; `::` for every address. Nothing else is reached"
              + " through it.");
  static final Key<Integer> PUBLICATION_RATE =
      Key.of(
          "publication.requestsPerSecond",
          Form.number(1, RateTable.MOST),
          "1000",
          "requests per second and address",
          "More are refused with status 429; after a rest twice as many at once. A network of IPv6"
              + " (/64) is one address, and so is a proxy in front of the listener: set it higher"
              + " there.");

  /** Sections whose members are not in this table; whoever binds them checks them. */
  static final List<String> FREE = List.of("accounts", "vaults");

  static final List<Key<?>> ALL = all();

  /** Those of the dev profile's token, which vaults leave no room for. */
  static final List<Key<?>> TOKEN = List.of(MODULE, DRIVER, LANES, STANDARDS);

  private Keys() {}

  private static List<Key<?>> all() {
    List<Key<?>> keys =
        new ArrayList<>(
            List.of(
                HOME,
                PORT,
                MANAGEMENT_PORT,
                PUBLICATION_PORT,
                PAGE_TOKEN_KEY,
                WARM_UP,
                REGION,
                TLS_CERTIFICATE,
                TLS_KEY,
                MODULE,
                DRIVER,
                LANES,
                STANDARDS));
    keys.addAll(DatabaseKeys.ALL);
    keys.addAll(List.of(QUOTAS, BURST));
    keys.addAll(RATES.values());
    keys.addAll(
        List.of(
            AUTHORITIES,
            CERTIFICATES,
            CERTIFICATES_WITH_COMPLETE_CRL,
            REVOKED_WITH_COMPLETE_CRL,
            REPORTED));
    keys.addAll(List.of(PUBLICATION_HOST, PUBLICATION_ADDRESS, PUBLICATION_RATE));
    keys.addAll(RevocationKeys.ALL);
    keys.addAll(BucketKeys.ALL);
    keys.addAll(EventKeys.ALL);
    return List.copyOf(keys);
  }

  private static Key<Long> count(String name, ToLongFunction<CountLimits> of, String advice) {
    return Key.of(
        "quotas.counts." + name,
        Form.count(1, 1_000_000_000_000L),
        "aws " + of.applyAsLong(CountLimits.AWS) + ", open " + of.applyAsLong(CountLimits.OPEN),
        "",
        advice);
  }

  private static Map<Operation, Key<Integer>> rates() {
    RateTable aws = RateTable.of(Preset.AWS, EngineLimits.STANDARD);
    RateTable open = RateTable.of(Preset.OPEN, EngineLimits.STANDARD);
    Map<Operation, Key<Integer>> keys = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      keys.put(
          operation,
          Key.of(
              "quotas.rates." + operation.wireName(),
              Form.number(1, RateTable.MOST),
              "aws " + aws.of(operation) + ", open " + open.of(operation),
              "requests per second and account",
              ""));
    }
    return keys;
  }
}
