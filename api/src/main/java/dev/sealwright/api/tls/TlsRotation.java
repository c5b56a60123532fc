package dev.sealwright.api.tls;

import dev.sealwright.engine.x509.Octets;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the certificate in the files, and goes on with the last good one while they hold a bad
 * one.
 *
 * <p>The files are compared by content, since a link that is switched, a copy with an old time and
 * a rewrite in place must all count. Bad content is complained of when it is still the same at the
 * next look: two files are never changed at once.
 *
 * <p>Threads: one of its own looks; {@link #engine} may be called by any.
 */
public final class TlsRotation implements AutoCloseable {
  /** How often the files are looked at. */
  static final Duration PAUSE = Duration.ofSeconds(2);

  /** How long before the end it is reported. */
  static final Duration NOTICE = Duration.ofDays(7);

  private static final Duration REPORTS_APART = Duration.ofDays(1);
  private static final Logger LOG = LoggerFactory.getLogger(TlsRotation.class);

  private record Served(TlsIdentity identity, SSLContext context, Octets fingerprint) {
    static Served of(TlsIdentity identity, Octets fingerprint) {
      return new Served(identity, identity.context(), fingerprint);
    }
  }

  private final TlsFiles files;
  private final Clock clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Served served;

  // Of the thread that looks.
  private @Nullable Octets doubted;
  private @Nullable Octets refused;
  private Instant nextReport = Instant.MIN;

  /**
   * Reads the files and begins to watch them no earlier than {@link #start}.
   *
   * @param metrics gets the gauge {@code sealwright.tls.certificate.expiry}, in seconds since 1970
   * @throws TlsFileException when they cannot be served
   */
  public TlsRotation(TlsFiles files, Clock clock, MeterRegistry metrics) throws TlsFileException {
    this.files = files;
    this.clock = clock;
    Octets fingerprint = files.fingerprint();
    this.served = Served.of(files.read(clock.instant()), fingerprint);
    Gauge.builder(
            "sealwright.tls.certificate.expiry",
            this,
            rotation -> rotation.served.identity().expiry().getEpochSecond())
        .description("When the certificate of the API listener expires, since 1970")
        .baseUnit("seconds")
        .register(metrics);
  }

  /** Begins to watch the files. */
  public void start() {
    Thread.ofPlatform().daemon().name("sealwright-tls-rotation").start(this::run);
  }

  /** An engine in server mode with the certificate of this moment, for one connection. */
  public SSLEngine engine() {
    return TlsIdentity.engine(served.context());
  }

  /** The chain of this moment, the server's certificate first. */
  public List<X509Certificate> chain() {
    return served.identity().chain();
  }

  /** Where it comes from. */
  public TlsFiles files() {
    return files;
  }

  /** Ends the watch; engines may still be had. */
  @Override
  public void close() {
    closing.countDown();
  }

  private void run() {
    try {
      do {
        try {
          look();
        } catch (RuntimeException e) {
          LOG.error("the TLS certificate could not be looked after; the next look tries again", e);
        }
      } while (!closing.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look; by one thread at a time. */
  void look() {
    Octets fingerprint = files.fingerprint();
    if (fingerprint.equals(served.fingerprint())) {
      doubted = null;
      refused = null;
    } else {
      replace(fingerprint);
    }
    report();
  }

  /** Bad files are tried at each look: they may be mended by time, or by who may read them. */
  private void replace(Octets fingerprint) {
    try {
      served = Served.of(files.read(clock.instant()), fingerprint);
      doubted = null;
      refused = null;
      nextReport = Instant.MIN;
      LOG.info("new TLS certificate, valid until {}", served.identity().expiry());
    } catch (TlsFileException e) {
      if (Objects.equals(fingerprint, doubted) && !Objects.equals(fingerprint, refused)) {
        refused = fingerprint;
        LOG.error("the TLS certificate is not changed: {}", e.getMessage());
      }
      doubted = fingerprint;
    }
  }

  private void report() {
    Instant now = clock.instant();
    Instant expiry = served.identity().expiry();
    if (now.isBefore(nextReport) || now.isBefore(expiry.minus(NOTICE))) {
      return;
    }
    nextReport = now.plus(REPORTS_APART);
    if (now.isAfter(expiry)) {
      LOG.error("the TLS certificate in {} is expired since {}", files.certificate(), expiry);
    } else {
      LOG.warn("the TLS certificate in {} expires at {}", files.certificate(), expiry);
    }
  }
}
