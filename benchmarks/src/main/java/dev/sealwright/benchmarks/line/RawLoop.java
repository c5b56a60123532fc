package dev.sealwright.benchmarks.line;

import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.pkcs11.CryptokiSession;
import dev.sealwright.engine.key.pkcs11.Mechanism;
import dev.sealwright.engine.key.pkcs11.Pkcs11;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * C_SignInit and C_Sign over a digest, as fast as a number of threads can, each with a session.
 *
 * <p>Threads: its own, platform threads; {@link #run} is called by one at a time.
 */
final class RawLoop implements AutoCloseable {
  private static final String DIGEST_INFO_SHA256 = "3031300d060960864801650304020105000420";

  /**
   * What a round gave.
   *
   * @param cpuMicros of the signing threads, for each signature
   */
  record Round(double perSecond, double cpuMicros) {}

  private record Share(long signatures, long cpuNanos) {}

  private final List<CryptokiSession> sessions = new ArrayList<>();
  private final List<Long> handles = new ArrayList<>();
  private final ExecutorService threads;
  private final Mechanism mechanism;
  private final byte[] data;

  RawLoop(LineCase subject, BenchmarkToken token, KeyId key) {
    for (int i = 0; i < subject.lanes(); i++) {
      CryptokiSession session = token.session();
      sessions.add(session);
      handles.add(BenchmarkToken.handle(session, key));
    }
    threads = Executors.newFixedThreadPool(subject.lanes());
    mechanism =
        new Mechanism.Plain(
            switch (subject.spec().family()) {
              case EC -> Pkcs11.CKM_ECDSA;
              case RSA -> Pkcs11.CKM_RSA_PKCS;
              case ML_DSA -> Pkcs11.CKM_ML_DSA;
            });
    data = data(subject);
  }

  private static byte[] data(LineCase subject) {
    byte[] hash = new byte[subject.algorithm().digest().bytes()];
    Arrays.fill(hash, (byte) 0x5a);
    return switch (subject.spec().family()) {
      case EC, ML_DSA -> hash;
      case RSA -> HexFormat.of().parseHex(DIGEST_INFO_SHA256 + HexFormat.of().formatHex(hash));
    };
  }

  Round run(Duration length) throws InterruptedException {
    long begin = System.nanoTime();
    long end = begin + length.toNanos();
    List<Callable<Share>> loops = new ArrayList<>();
    for (int i = 0; i < sessions.size(); i++) {
      CryptokiSession session = sessions.get(i);
      long handle = handles.get(i);
      loops.add(() -> sign(session, handle, end));
    }
    long signatures = 0;
    long cpu = 0;
    try {
      for (var share : threads.invokeAll(loops)) {
        signatures += share.get().signatures();
        cpu += share.get().cpuNanos();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the raw loop broke off", e);
    }
    long took = System.nanoTime() - begin;
    return new Round(signatures * 1e9 / took, cpu / 1e3 / signatures);
  }

  private Share sign(CryptokiSession session, long handle, long end) {
    var clock = ManagementFactory.getThreadMXBean();
    long before = clock.getCurrentThreadCpuTime();
    long count = 0;
    while (System.nanoTime() < end) {
      session.sign(mechanism, handle, data);
      count++;
    }
    return new Share(count, clock.getCurrentThreadCpuTime() - before);
  }

  @Override
  public void close() {
    threads.close();
    sessions.forEach(CryptokiSession::close);
  }
}
