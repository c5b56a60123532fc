package dev.sealwright.benchmarks.micro;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One durable commit of the SQLite store, in a file in the temporary folder: the reservations of a
 * batch, and the seals of the batch before, as the line brings them together.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup before all others
public class StoreCommitting {
  /** DER of an ECDSA signature by a P-256 key, about. */
  private static final int SIGNATURE_BYTES = 71;

  @Param({"1", "16", "64", "256"})
  public int batch;

  private final SecureRandom random = new SecureRandom();
  private final Octets tbs = Octets.copyOf(Specimen.message());
  private final Octets signature = Octets.copyOf(new byte[SIGNATURE_BYTES]);
  private Path folder;
  private Store store;
  private Authority authority;
  private List<Serial> reserved;

  @Setup(Level.Trial)
  public void open() throws IOException {
    folder = Files.createTempDirectory("sealwright-benchmark-");
    store = SqliteStore.open(folder.resolve("store.db"));
    var settings =
        new AuthoritySettings(
            AuthorityType.ROOT,
            KeySpec.EC_P256,
            SignatureAlgorithm.SHA256WITHECDSA,
            Name.of(List.of(new Attribute(Attribute.COMMON_NAME, "Benchmark Root"))),
            UsageMode.GENERAL_PURPOSE,
            null,
            "{}");
    authority =
        Authority.creating(
            new AuthorityId(UUID.randomUUID()), "123456789012", Instant.now(), settings);
    var event =
        new AuditEvent(
            Instant.now(),
            AuditEvent.Kind.AUTHORITY_CREATED,
            authority.id(),
            null,
            "benchmark",
            "");
    store.commit(List.of(new Mutation.CreateAuthority(authority, Tags.NONE, null, event)));
    reserved = List.of();
    for (Outcome outcome : commit()) {
      if (!outcome.equals(Outcome.APPLIED)) {
        throw new IllegalStateException("a reservation was refused: another path would be timed");
      }
    }
  }

  @Benchmark
  public List<Outcome> commit() {
    Instant now = Instant.now();
    var validity = new Validity(now, now.plus(Duration.ofDays(90)));
    var mutations = new ArrayList<Mutation>(2 * batch);
    for (Serial serial : reserved) {
      var event =
          new AuditEvent(
              now, AuditEvent.Kind.CERTIFICATE_ISSUED, authority.id(), serial, "benchmark", "");
      mutations.add(new Mutation.Seal(authority.id(), serial, signature, now, event));
    }
    var serials = new ArrayList<Serial>(batch);
    for (int i = 0; i < batch; i++) {
      var serial = Serial.draw(now, random);
      serials.add(serial);
      var reservation =
          new Reservation(
              authority.id(),
              authority.version(),
              serial,
              tbs,
              SignatureAlgorithm.SHA256WITHECDSA,
              "EndEntityCertificate/V1",
              "benchmark",
              now,
              validity);
      mutations.add(new Mutation.Reserve(reservation, null));
    }
    reserved = serials;
    return store.commit(mutations);
  }

  @TearDown(Level.Trial)
  public void remove() throws IOException {
    store.close();
    try (var found = Files.walk(folder)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
