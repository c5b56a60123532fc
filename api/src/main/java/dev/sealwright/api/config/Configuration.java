package dev.sealwright.api.config;

import dev.sealwright.api.quota.RateTable;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.ocsp.OcspSettings;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.StorageStandard;
import dev.sealwright.hsm.VaultConfig;
import dev.sealwright.hsm.yaml.Node;
import dev.sealwright.hsm.yaml.Problems;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, checked whole.
 *
 * @param tls files of the API's TLS listener; without them it speaks plain HTTP
 * @param database of the record
 * @param administrator the administrator's key, when the environment has one
 * @param accounts beside the administrator's
 * @param vaults of the CA keys; empty for the dev profile, whose one token {@code token} describes
 */
public record Configuration(
    Server server,
    Optional<Tls> tls,
    Token token,
    Database database,
    Quotas quotas,
    Publication publication,
    Revocation revocation,
    Buckets buckets,
    Events events,
    Optional<Administrator> administrator,
    List<Account> accounts,
    List<VaultConfig> vaults) {
  public Configuration {
    accounts = List.copyOf(accounts);
    vaults = List.copyOf(vaults);
  }

  /**
   * Where it listens and lives.
   *
   * @param home folder of everything that lasts, absolute
   * @param port of the API; 0 picks a free one, here and below
   * @param pageTokenKey file of the secret that page tokens are made with
   * @param warmUp how long to issue for practice before it serves
   */
  public record Server(
      Path home,
      int port,
      int managementPort,
      int publicationPort,
      Path pageTokenKey,
      Duration warmUp,
      String region) {}

  /** PEM files, not opened yet. */
  public record Tls(Path certificate, Path key) {}

  /**
   * The token of the CA keys in the dev profile.
   *
   * @param module the PKCS#11 module, absent for the SoftHSM2 of this machine
   * @param lanes sessions used at the same time
   * @param standards that the operator declares it to meet
   */
  public record Token(
      @Nullable Path module, Driver driver, int lanes, Set<StorageStandard> standards) {}

  /** How often an account may call, and how much it may have. */
  public record Quotas(RateTable rates, CountLimits counts) {}

  /**
   * CRL and OCSP.
   *
   * @param host under which relying parties reach them, perhaps with a port
   * @param address that the listener binds
   * @param requestsPerSecond of one client address
   */
  public record Publication(Optional<String> host, InetAddress address, int requestsPerSecond) {}

  /**
   * How soon the world learns of a revocation.
   *
   * @param freshness within which it is in a published list; zero to make one at once
   */
  public record Revocation(Duration freshness, OcspSettings ocsp) {}

  /**
   * What is told of what happened.
   *
   * @param file of JSON lines
   * @param size in bytes, at which a file is set aside
   * @param keep how many set aside
   * @param records whether each certificate has a record in the file
   * @param url to which CloudEvents are sent
   */
  public record Events(
      Optional<Path> file, long size, int keep, boolean records, Optional<URI> url) {}

  /** An access key from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
  public record Administrator(String accessKeyId, String secretAccessKey) {
    /** INVARIANT I15: the secret is in no string form. */
    @Override
    public String toString() {
      return "Administrator[" + accessKeyId + "]";
    }
  }

  /**
   * Reads file and environment; an empty variable counts as absent.
   *
   * @throws InvalidConfiguration with every problem there is
   */
  public static Configuration from(Map<String, String> environment) throws InvalidConfiguration {
    Problems problems = new Problems();
    Optional<Node> file = ConfigurationFile.read(environment, problems);
    RawConfiguration raw = RawConfiguration.of(file, environment, problems);
    Configuration configuration = new Checking(raw, environment, problems).configuration();
    InvalidConfiguration.throwIfAny(problems);
    return configuration;
  }
}
