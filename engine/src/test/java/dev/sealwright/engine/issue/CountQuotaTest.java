package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A limit of N is exactly N, however many ask at once. */
@Timeout(60)
class CountQuotaTest {
  @TempDir Path folder;

  @Test
  void exactlyAsManyCertificatesAsAllowed() throws Exception {
    for (Store store : List.of(new MemoryStore(), SqliteStore.open(folder.resolve("records.db")))) {
      try (TestEngine ca = engine(store, new CountLimits(5, 1, 12, 1, 12))) {
        AuthorityId root = ca.activeRoot(); // its own certificate is the first of the twelve
        assertThat(
                refusals(
                    40,
                    number -> {
                      ca.engine.issue(TestEngine.leafOrder(root, "n" + number, null));
                    }))
            .hasSize(40 - 11)
            .containsOnly(Failure.LIMIT_EXCEEDED);
        assertThat(store.issued(root)).isEqualTo(12);
      }
    }
  }

  @Test
  void exactlyAsManyAuthoritiesAsAllowed() throws Exception {
    Store store = new MemoryStore();
    try (TestEngine ca = engine(store, new CountLimits(3, 1, 1, 1, 1))) {
      assertThat(
              refusals(
                  12,
                  number -> {
                    ca.creating(
                        AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
                  }))
          .hasSize(9)
          .containsOnly(Failure.LIMIT_EXCEEDED);
      assertThat(ca.engine.authorities(TestEngine.OWNER, null, 100)).hasSize(3);
    }
  }

  @Test
  void aCompleteListLowersTheLimit() {
    CountLimits limits = new CountLimits(1, 2, 3, 4, 5);
    assertThat(limits.issued(RevocationSettings.NONE)).isEqualTo(3);
    assertThat(limits.issued(crl(CrlType.PARTITIONED))).isEqualTo(3);
    assertThat(limits.issued(crl(CrlType.COMPLETE))).isEqualTo(2);
    assertThat(limits.revoked(crl(CrlType.COMPLETE))).isEqualTo(4);
    assertThat(limits.revoked(crl(CrlType.PARTITIONED))).isEqualTo(CountLimits.UNLIMITED);
    assertThat(CountLimits.AWS)
        .isEqualTo(new CountLimits(200, 1_000_000, 100_000_000, 1_000_000, 100_000_000));
  }

  private static RevocationSettings crl(CrlType type) {
    return RevocationSettings.NONE.withCrl(
        new RevocationSettings.Crl(7, "lists", ObjectAcl.PUBLIC_READ, null, null, type, false));
  }

  private static TestEngine engine(Store store, CountLimits counts) {
    return new TestEngine(
        store, new SoftVault("soft", 2, new SecureRandom()), EngineLimits.STANDARD.with(counts));
  }

  private interface Request {
    void make(int number);
  }

  /** Makes all requests at once. */
  private static List<Failure> refusals(int requests, Request request) throws Exception {
    List<Callable<@Nullable CaException>> calls = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      int number = i;
      calls.add(() -> catchThrowableOfType(CaException.class, () -> request.make(number)));
    }
    List<Failure> refusals = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<@Nullable CaException> call : callers.invokeAll(calls)) {
        CaException refusal = call.get();
        if (refusal != null) {
          refusals.add(refusal.failure());
        }
      }
    }
    return refusals;
  }
}
