package example;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CRLReason;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Runs the program as its host, and looks at what the host was promised. */
public final class AsAHost {
  /** A day that no other clock shows. */
  private static final Duration AHEAD = Duration.ofDays(400);

  /** Made once in a process by the JDK and by the native provider, and never ended: daemons. */
  private static final Set<String> OF_THE_PROCESS =
      Set.of("ForkJoinPool.commonPool-delayScheduler", "Native reference cleanup thread");

  private AsAHost() {}

  /** The argument is an empty folder. */
  public static void main(String[] arguments) throws Exception {
    List<Provider> providers = List.of(Security.getProviders());
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    Clock clock = Clock.offset(Clock.systemUTC(), AHEAD);
    Instant began = clock.instant();

    IssueAThousand.Issued issued = IssueAThousand.run(Path.of(arguments[0]), metrics, clock);
    List<X509Certificate> certificates = issued.certificates();
    Instant ended = clock.instant();

    Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
    left.removeAll(before);
    left.removeIf(AsAHost::ofTheJvm);
    require(left.isEmpty(), "threads were left behind: " + left);

    Set<Object> serials = new HashSet<>();
    for (X509Certificate certificate : certificates) {
      serials.add(certificate.getSerialNumber());
      // The template begins an hour before the issue; certificates know whole seconds.
      Instant begins = certificate.getNotBefore().toInstant().plus(Duration.ofHours(1));
      require(
          begins.isAfter(began.minusSeconds(1)) && !begins.isAfter(ended),
          "a certificate does not follow the clock of the host: " + begins);
    }
    require(serials.size() == 1000, "certificates with serials of their own: " + serials.size());

    requireNamesTheFirst(issued.list(), certificates, began, ended);

    Set<String> meters = new TreeSet<>();
    metrics.forEachMeter(meter -> meters.add(named(meter)));
    require(metrics.get("sealwright.commit.batch").summary().count() > 0, "no commit was counted");
    require(
        meters.stream().allMatch(name -> name.startsWith("sealwright.")),
        "meters with other names: " + meters);
    require(providers.equals(List.of(Security.getProviders())), "the host's providers changed");
    System.out.println(
        "as promised: no thread left, " + meters.size() + " meters, the clock of the host");
  }

  /** As a relying party that knows nothing of the engine sees it. */
  private static void requireNamesTheFirst(
      X509CRL list, List<X509Certificate> certificates, Instant began, Instant ended) {
    for (X509Certificate certificate : certificates) {
      require(
          list.isRevoked(certificate) == certificate.equals(certificates.getFirst()),
          "the list is wrong about " + certificate.getSerialNumber());
    }
    X509CRLEntry entry = list.getRevokedCertificate(certificates.getFirst());
    require(
        entry.getRevocationReason() == CRLReason.KEY_COMPROMISE,
        "the list gives another reason: " + entry.getRevocationReason());
    Instant at = entry.getRevocationDate().toInstant();
    require(
        at.isAfter(began.minusSeconds(1)) && !at.isAfter(ended),
        "the list does not follow the clock of the host: " + at);
    require(
        list.getNextUpdate().toInstant().isAfter(ended.plus(Duration.ofDays(6))),
        "the list ends early: " + list.getNextUpdate());
    byte[] points = certificates.getFirst().getExtensionValue("2.5.29.31");
    require(
        new String(points, StandardCharsets.ISO_8859_1)
            .contains("http://pki.example.com/revocation-lists/crl/"),
        "the certificate does not point to its list");
  }

  private static String named(Meter meter) {
    return meter.getId().getName();
  }

  /** Carriers of virtual threads and the like are of the JVM, in no group of the program. */
  private static boolean ofTheJvm(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group == null
        || !group.getName().equals("main")
        || (thread.isDaemon() && OF_THE_PROCESS.contains(thread.getName()));
  }

  private static void require(boolean kept, String otherwise) {
    if (!kept) {
      throw new IllegalStateException(otherwise);
    }
  }
}
