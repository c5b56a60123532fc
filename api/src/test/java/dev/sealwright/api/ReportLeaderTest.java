package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.AttachedRecords;
import dev.sealwright.engine.store.AuditReport;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.RateLedger;
import dev.sealwright.engine.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of several nodes one writes the audit reports, and it may be another at any moment. */
@Timeout(120)
class ReportLeaderTest implements Cluster {
  private static final String BUCKET = "reports";

  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private final AtomicInteger pages = new AtomicInteger();

  /** Asked for whether it leads, and told that it does not. */
  private final AtomicInteger denied = new AtomicInteger();

  private volatile boolean leads;
  private volatile Runnable beforePage = () -> {};

  private final LocalApi api = new LocalApi(LocalSetup.usual().withBetween(this::between));
  private final String root = api.activeRoot();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aReportWaitsForANodeThatLeads() {
    String id = begin();
    assertThat(status(id)).isEqualTo("CREATING");
    leads = true;
    Until.holds("written", () -> status(id).equals("SUCCESS"));
    assertThat(pages).hasValue(1);
  }

  @Test
  void oneThatIsCutShortByTheNextLeaderIsLeftToIt() {
    beforePage =
        () -> {
          denied.set(0);
          leads = false;
        };
    leads = true;
    String id = begin();
    Until.holds("noticed", () -> pages.get() == 1 && !leads && denied.get() > 0);
    beforePage = () -> {};
    assertThat(status(id)).isEqualTo("CREATING");
    leads = true;
    Until.holds("written anew", () -> status(id).equals("SUCCESS"));
    assertThat(pages.get()).isGreaterThan(1);
  }

  @Test
  void aRecordThatCannotBeReadForAWhileFailsNoReport() {
    beforePage =
        () -> {
          throw new CaException(Failure.STORE_UNAVAILABLE, "the database is away");
        };
    leads = true;
    String id = begin();
    Until.holds("tried", () -> pages.get() > 1);
    assertThat(status(id)).isEqualTo("CREATING");
    beforePage = () -> {};
    Until.holds("written", () -> status(id).equals("SUCCESS"));
  }

  @Test
  void aReportThatAnotherNodeBeganIsWritten() {
    leads = true;
    String before = begin();
    Until.holds("it is at rest", () -> status(before).equals("SUCCESS"));
    AuthorityId authority =
        new AuthorityId(UUID.fromString(root.substring(root.lastIndexOf("/") + 1)));
    AuditReport report =
        new AuditReport(
            UUID.randomUUID(),
            authority,
            BUCKET,
            AuditReport.Format.JSON,
            AuditReport.Status.CREATING,
            "alice",
            LocalApi.START);
    AuditEvent event =
        new AuditEvent(
            LocalApi.START,
            AuditEvent.Kind.AUDIT_REPORT_BEGUN,
            authority,
            null,
            "alice",
            "on another node");
    api.store()
        .commit(
            List.of(new Mutation.BeginAuditReport(report, LocalApi.START.plusSeconds(9), event)));
    followers.forEach(follower -> follower.reportBegun(authority));
    Until.holds("written", () -> status(report.id().toString()).equals("SUCCESS"));
    assertThat(api.buckets().object(BUCKET, report.objectKey())).isPresent();
  }

  private String begin() {
    return api.call("CreateCertificateAuthorityAuditReport", Requests.auditReport(root, BUCKET))
        .body()
        .get("AuditReportId")
        .asText();
  }

  private String status(String id) {
    return api.call("DescribeCertificateAuthorityAuditReport", Requests.auditReportOf(root, id))
        .body()
        .path("AuditReportStatus")
        .asText();
  }

  private Store between(Store real) {
    return (Store)
        proxy(
            Store.class,
            (method, arguments) ->
                switch (method.getName()) {
                  case "cluster" -> this;
                  case "attached" ->
                      proxy(
                          AttachedRecords.class,
                          (read, of) -> {
                            if (read.getName().equals("issued")) {
                              pages.incrementAndGet();
                              beforePage.run();
                            }
                            return invoke(real.attached(), read, of);
                          });
                  case "commit" -> fenced(real, arguments);
                  default -> invoke(real, method, arguments);
                });
  }

  private List<Outcome> fenced(Store real, Object @Nullable [] arguments) {
    if (arguments == null) {
      throw new IllegalArgumentException("no batch");
    }
    return ((List<?>) arguments[0])
        .stream()
            .map(Mutation.class::cast)
            .map(mutation ->
                mutation instanceof Mutation.OfLeader && !leads
                    ? Outcome.STALE
                    : real.commit(List.of(mutation)).getFirst())
            .toList();
  }

  private interface Call {
    @Nullable Object on(Method method, Object @Nullable [] arguments) throws Throwable;
  }

  private static Object proxy(Class<?> type, Call call) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> call.on(method, arguments));
  }

  private static @Nullable Object invoke(Object real, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public boolean leads() {
    boolean leading = leads;
    if (!leading) {
      denied.incrementAndGet();
    }
    return leading;
  }

  @Override
  public Legacy adopt() {
    return Legacy.NONE;
  }

  @Override
  public void follow(Follower follower) {
    followers.add(follower);
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public Optional<RateLedger> rates() {
    return Optional.empty();
  }
}
