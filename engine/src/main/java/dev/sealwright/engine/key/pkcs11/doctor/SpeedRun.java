package dev.sealwright.engine.key.pkcs11.doctor;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Measures signatures per second over a rising number of sessions, until more of them bring
 * nothing.
 *
 * <p>Threads: one for each session, as the lanes are; the caller waits.
 */
final class SpeedRun {
  /** Steps in a row without gain after which it ends. */
  private static final int LAST = 2;

  private static final double GAIN = 1.05;

  private final Token token;
  private final SigningKey key;
  private final SignatureAlgorithm algorithm;
  private final Duration step;
  private final int most;

  SpeedRun(Token token, SigningKey key, SignatureAlgorithm algorithm, Duration step, int most) {
    this.token = token;
    this.key = key;
    this.algorithm = algorithm;
    this.step = step;
    this.most = most;
  }

  Speed run() {
    List<Speed.Step> steps = new ArrayList<>();
    String stopped = null;
    double best = 0;
    int idle = 0;
    for (int sessions = 1; sessions <= most && idle < LAST && stopped == null; sessions *= 2) {
      List<Signer> signers = measured(sessions);
      stopped =
          signers.stream()
              .map(signer -> signer.trouble)
              .filter(t -> t != null)
              .findFirst()
              .orElse(null);
      if (stopped == null) {
        double perSecond = signers.stream().mapToDouble(Signer::perSecond).sum();
        steps.add(new Speed.Step(sessions, perSecond));
        idle = perSecond > best * GAIN ? 0 : idle + 1;
        best = Math.max(best, perSecond);
      } else {
        stopped = "with " + sessions + " sessions: " + stopped;
      }
    }
    return new Speed(key.spec(), algorithm, steps, stopped);
  }

  private List<Signer> measured(int sessions) {
    var ready = new CountDownLatch(sessions);
    var go = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    List<Signer> signers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      Signer signer = new Signer(ready, go, end);
      signers.add(signer);
      threads.add(Thread.ofPlatform().daemon().name("sealwright-doctor-speed-" + i).start(signer));
    }
    try {
      ready.await();
      go.countDown();
      end.await(step.toNanos(), TimeUnit.NANOSECONDS); // nobody opens it before the time is up
      end.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      end.countDown();
      go.countDown();
      Thread.currentThread().interrupt();
    }
    return signers;
  }

  /** Written by its thread, read after that has ended. */
  private final class Signer implements Runnable {
    private final CountDownLatch ready;
    private final CountDownLatch go;
    private final CountDownLatch end;
    private long count;
    private long nanos;
    private volatile @Nullable String trouble;

    Signer(CountDownLatch ready, CountDownLatch go, CountDownLatch end) {
      this.ready = ready;
      this.go = go;
      this.end = end;
    }

    double perSecond() {
      return nanos == 0 ? 0 : count * 1e9 / nanos;
    }

    @Override
    public void run() {
      boolean waiting = true;
      try (KeySession session = token.open()) {
        byte[] signature = session.sign(key, algorithm, TrialRun.MESSAGE);
        ready.countDown();
        waiting = false;
        go.await();
        long start = System.nanoTime();
        while (end.getCount() > 0) {
          signature = session.sign(key, algorithm, TrialRun.MESSAGE);
          count++;
        }
        nanos = System.nanoTime() - start;
        if (!TrialRun.verifies(key, algorithm, signature)) {
          trouble = "a signature does not verify";
        }
      } catch (CaException e) {
        trouble = e.getMessage();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        if (waiting) {
          ready.countDown();
        }
      }
    }
  }
}
