package dev.sealwright.engine.store;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.claim;
import static dev.sealwright.engine.store.StoreFixtures.creating;
import static dev.sealwright.engine.store.StoreFixtures.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.Permission;
import dev.sealwright.engine.authority.Tag;
import dev.sealwright.engine.authority.Tags;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The part of the store contract that is about tags, permissions and audit reports. */
abstract class AttachmentContract {
  private static final Tags FIRST =
      new Tags(List.of(new Tag("team", "pki"), new Tag("Team", null), new Tag("\u00e9", "")));

  private final Supplier<Store> opened;
  private final Authority authority = active();

  AttachmentContract(Supplier<Store> opened) {
    this.opened = opened;
  }

  @BeforeEach
  final void createTheAuthority() {
    assertThat(commit(creation(authority, FIRST, null))).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void anAuthorityComesWithItsTags() {
    assertThat(attached().tags(authority.id())).isEqualTo(FIRST);
    assertThat(attached().tags(creating().id())).isEqualTo(Tags.NONE);
  }

  @Test
  void aRefusedAuthorityLeavesNoTags() {
    Authority held = creating();
    Authority late = creating();
    commit(creation(held, Tags.NONE, claim("token")));

    assertThat(commit(creation(late, FIRST, claim("token")))).isInstanceOf(Outcome.Replayed.class);
    assertThat(commit(creation(held, FIRST, null))).isEqualTo(Outcome.TAKEN);

    assertThat(attached().tags(late.id())).isEqualTo(Tags.NONE);
    assertThat(attached().tags(held.id())).isEqualTo(Tags.NONE);
  }

  @Test
  void tagsAreChangedWhereTheyAreWritten() {
    List<Tag> added = List.of(new Tag("team", "ops"), new Tag("more", null));
    Tags next = FIRST.with(added);

    assertThat(commit(change(authority.id(), List.of(), added))).isEqualTo(Outcome.APPLIED);
    assertThat(attached().tags(authority.id())).isEqualTo(next);
    assertThat(
            store()
                .commit(
                    List.of(
                        change(authority.id(), List.of(new Tag("more", "no")), List.of()),
                        change(authority.id(), List.of(new Tag("team", null)), List.of()))))
        .containsOnly(Outcome.APPLIED);
    assertThat(attached().tags(authority.id()))
        .isEqualTo(next.without(List.of(new Tag("team", null))));
    assertThat(commit(change(creating().id(), List.of(), added))).isEqualTo(Outcome.STALE);
    assertThat(kinds())
        .containsExactly(
            AuditEvent.Kind.AUTHORITY_CREATED,
            AuditEvent.Kind.TAGS_CHANGED,
            AuditEvent.Kind.TAGS_CHANGED,
            AuditEvent.Kind.TAGS_CHANGED);
  }

  @Test
  void tooManyTagsLeaveThoseThatWere() {
    List<Tag> rest = IntStream.range(0, 48).mapToObj(i -> new Tag("k" + i, null)).toList();
    assertThat(commit(change(authority.id(), List.of(), rest))).isEqualTo(Outcome.FULL);
    assertThat(attached().tags(authority.id())).isEqualTo(FIRST);
    assertThat(commit(change(authority.id(), List.of(new Tag("team", null)), rest)))
        .isEqualTo(Outcome.APPLIED);
    assertThat(attached().tags(authority.id()).all()).hasSize(50);
    assertThat(kinds())
        .containsExactly(AuditEvent.Kind.AUTHORITY_CREATED, AuditEvent.Kind.TAGS_CHANGED);
  }

  @Test
  void permissionsAreOneForEachPrincipalAndAccount() {
    Permission all = permission("acm.amazonaws.com", "111122223333");
    Permission other = permission("acm.amazonaws.com", "000022223333");

    assertThat(commit(add(all, 2))).isEqualTo(Outcome.APPLIED);
    assertThat(commit(add(all, 2))).isEqualTo(Outcome.TAKEN);
    assertThat(commit(add(other, 2))).isEqualTo(Outcome.APPLIED);
    assertThat(commit(add(permission("b.amazonaws.com", "111122223333"), 2)))
        .isEqualTo(Outcome.FULL);
    assertThat(commit(add(all, 2))).isEqualTo(Outcome.TAKEN);
    assertThat(attached().permissions(authority.id())).containsExactly(other, all);

    assertThat(commit(remove(all))).isEqualTo(Outcome.APPLIED);
    assertThat(commit(remove(all))).isEqualTo(Outcome.STALE);
    assertThat(attached().permissions(authority.id())).containsExactly(other);
    assertThat(kinds())
        .containsExactly(
            AuditEvent.Kind.AUTHORITY_CREATED,
            AuditEvent.Kind.PERMISSION_CREATED,
            AuditEvent.Kind.PERMISSION_CREATED,
            AuditEvent.Kind.PERMISSION_DELETED);
  }

  @Test
  void nothingHangsOnAnUnknownAuthority() {
    AuthorityId unknown = creating().id();
    assertThat(
            commit(
                new Mutation.AddPermission(
                    unknown,
                    permission("acm.amazonaws.com", "111122223333"),
                    9,
                    event(unknown, AuditEvent.Kind.PERMISSION_CREATED))))
        .isEqualTo(Outcome.STALE);
    assertThat(commit(begin(report(unknown, 0)))).isEqualTo(Outcome.STALE);
    assertThat(attached().permissions(unknown)).isEmpty();
    assertThat(attached().openAuditReports(9)).isEmpty();
    assertThat(store().auditEvents(unknown, 9)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Permission.Action.class)
  void aPermissionKeepsItsActions(Permission.Action left) {
    Set<Permission.Action> actions = EnumSet.complementOf(EnumSet.of(left));
    Permission some = new Permission("acm.amazonaws.com", "111122223333", actions, NOW);
    commit(add(some, 1));
    assertThat(attached().permissions(authority.id())).containsExactly(some);
  }

  @Test
  void oneReportAtATimeAndNotTooSoonAfter() {
    AuditReport first = report(authority.id(), 0);
    AuditReport soon = report(authority.id(), 1799);
    AuditReport later = report(authority.id(), 1800);

    assertThat(commit(begin(first))).isEqualTo(Outcome.APPLIED);
    assertThat(commit(begin(later))).as("while one is open").isEqualTo(Outcome.TAKEN);
    assertThat(attached().openAuditReports(9)).containsExactly(first);
    assertThat(commit(end(first, AuditReport.Status.SUCCESS))).isEqualTo(Outcome.APPLIED);
    assertThat(commit(end(first, AuditReport.Status.FAILED))).isEqualTo(Outcome.STALE);
    assertThat(commit(begin(soon))).isEqualTo(Outcome.TAKEN);
    assertThat(commit(begin(later))).isEqualTo(Outcome.APPLIED);

    AuditReport ended = first.ended(AuditReport.Status.SUCCESS);
    assertThat(attached().auditReport(authority.id(), first.id())).contains(ended);
    assertThat(attached().auditReport(authority.id(), soon.id())).isEmpty();
    assertThat(attached().auditReport(creating().id(), first.id())).isEmpty();
    assertThat(attached().latestAuditReport(authority.id())).contains(later);
    assertThat(attached().openAuditReports(9)).containsExactly(later);
  }

  @Test
  void reportsOfDifferentAuthoritiesDoNotMeet() {
    Authority other = active();
    commit(creation(other, Tags.NONE, null));
    AuditReport first = report(authority.id(), 1);
    AuditReport second = report(other.id(), 0);
    assertThat(commit(begin(first))).isEqualTo(Outcome.APPLIED);
    assertThat(commit(begin(second))).isEqualTo(Outcome.APPLIED);
    assertThat(attached().openAuditReports(9)).containsExactlyInAnyOrder(second, first);
    assertThat(attached().openAuditReports(1)).hasSize(1);
    assertThat(attached().latestAuditReport(other.id())).contains(second);
  }

  private static AuditReport report(AuthorityId authority, long seconds) {
    return new AuditReport(
        UUID.randomUUID(),
        authority,
        "a-bucket",
        AuditReport.Format.CSV,
        AuditReport.Status.CREATING,
        "alice",
        NOW.plusSeconds(seconds));
  }

  private static Mutation begin(AuditReport report) {
    return new Mutation.BeginAuditReport(
        report,
        report.createdAt().minusSeconds(1800),
        event(report.authority(), AuditEvent.Kind.AUDIT_REPORT_BEGUN));
  }

  private static Mutation end(AuditReport report, AuditReport.Status end) {
    return new Mutation.EndAuditReport(
        report.authority(),
        report.id(),
        end,
        event(report.authority(), AuditEvent.Kind.AUDIT_REPORT_ENDED));
  }

  private static Permission permission(String principal, String account) {
    return new Permission(principal, account, EnumSet.allOf(Permission.Action.class), NOW);
  }

  private Mutation add(Permission permission, int limit) {
    return new Mutation.AddPermission(
        authority.id(),
        permission,
        limit,
        event(authority.id(), AuditEvent.Kind.PERMISSION_CREATED));
  }

  private Mutation remove(Permission permission) {
    return new Mutation.RemovePermission(
        authority.id(),
        permission.principal(),
        permission.sourceAccount(),
        event(authority.id(), AuditEvent.Kind.PERMISSION_DELETED));
  }

  private static Mutation change(AuthorityId authority, List<Tag> removed, List<Tag> added) {
    return new Mutation.ChangeTags(
        authority, removed, added, event(authority, AuditEvent.Kind.TAGS_CHANGED));
  }

  private static Mutation creation(Authority authority, Tags tags, @Nullable Claim claim) {
    return new Mutation.CreateAuthority(
        authority, tags, claim, event(authority.id(), AuditEvent.Kind.AUTHORITY_CREATED));
  }

  private List<AuditEvent.Kind> kinds() {
    return store().auditEvents(authority.id(), 99).stream().map(AuditEvent::kind).toList();
  }

  private Outcome commit(Mutation mutation) {
    return store().commit(List.of(mutation)).getFirst();
  }

  private Store store() {
    return opened.get();
  }

  private AttachedRecords attached() {
    return store().attached();
  }
}
