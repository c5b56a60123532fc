package dev.sealwright.engine.crl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.StoreFixtures;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When lists are due. */
class ScheduleTest {
  private static final AuthorityId ID = StoreFixtures.authorityId();
  private static final Instant MADE = StoreFixtures.NOW;
  private static final Duration WEEK = Duration.ofDays(7);
  private static final String PLACE = "lists/crl/1.crl";

  private final Schedule schedule = new Schedule(Duration.ofMillis(2_500));

  @Test
  void aListThatNeverWasIsDueNow() {
    assertThat(due(list(0, null), PLACE, MADE)).isEqualTo(MADE);
    assertThat(schedule.age(list(0, null), MADE.plusSeconds(7)))
        .as("late from then")
        .isEqualTo(MADE);
  }

  /** So that one of several is not made again and again before the others. */
  @Test
  void itStaysDueSinceThen() {
    assertThat(due(list(0, null), PLACE, MADE)).isEqualTo(MADE);
    assertThat(due(list(0, null), PLACE, MADE.plusSeconds(7))).isEqualTo(MADE);
    assertThat(due(list(0, null), PLACE, MADE.minusSeconds(7)))
        .as("the clock was turned back")
        .isEqualTo(MADE.minusSeconds(7));
  }

  @ParameterizedTest
  @CsvSource({"1, PT6H", "2, PT24H", "7, PT84H", "5000, PT60000H"})
  void itIsRenewedAtHalfOfItsLife(int days, Duration renewal) {
    Duration life = Duration.ofDays(days);
    assertThat(schedule.due(list(0, published(0)), PLACE, life, MADE))
        .isEqualTo(MADE.plus(renewal));
    assertThat(Schedule.renewal(life)).isLessThan(life);
  }

  @Test
  void revocationsGatherFromTheFirstThatIsNoticed() {
    CrlRecord lagging = list(1, published(0));
    assertThat(due(lagging, PLACE, MADE)).isEqualTo(MADE.plusMillis(2_500));
    assertThat(due(list(9, published(0)), PLACE, MADE.plusMillis(2_000)))
        .isEqualTo(MADE.plusMillis(2_500));
    schedule.succeeded(lagging, MADE);
    Instant later = MADE.plusSeconds(60);
    schedule.told(lagging, later);
    assertThat(due(lagging, PLACE, later)).isEqualTo(later.plusMillis(2_500));
  }

  /**
   * However often the engine is started: nobody has to wait for revocations from there on again.
   */
  @Test
  void whatLagsAtAStartDoesNotWaitAsIfItHadJustBegunTo() {
    Instant start = MADE.plusSeconds(3);
    assertThat(due(list(1, published(0)), PLACE, start)).isBeforeOrEqualTo(start);
  }

  @Test
  void aRenewalDoesNotWaitForRevocations() {
    Instant almost = MADE.plus(Duration.ofHours(84)).minusMillis(1);
    schedule.told(list(1, published(0)), almost);
    assertThat(due(list(1, published(0)), PLACE, almost)).isEqualTo(almost.plusMillis(1));
  }

  @Test
  void anotherPlaceIsDueNow() {
    assertThat(due(list(0, published(0)), "lists/other", MADE.plusSeconds(1)))
        .isEqualTo(MADE.plusSeconds(1));
  }

  @Test
  void aListOfTheFutureIsMadeAnew() {
    Instant before = MADE.minusSeconds(5);
    assertThat(due(list(0, published(0)), PLACE, before)).isEqualTo(before);
  }

  @Test
  void pausesDoubleUpToAQuarterOfAnHour() {
    CrlRecord list = list(0, null);
    Instant now = MADE;
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
      schedule.failed(list, PLACE, now);
      assertThat(due(list, PLACE, now)).isEqualTo(now.plusSeconds(seconds));
      now = now.plusSeconds(seconds);
    }
    assertThat(due(list, "lists/other", now)).as("elsewhere").isBeforeOrEqualTo(now);
    schedule.failed(list, "lists/other", now);
    assertThat(due(list, "lists/other", now)).isEqualTo(now.plusSeconds(1));
    schedule.succeeded(list, MADE);
    assertThat(due(list, PLACE, now)).isEqualTo(now);
  }

  @Test
  void whatFailedIsForgottenWithItsAuthority() {
    CrlRecord list = list(0, null);
    schedule.failed(list, PLACE, MADE);
    schedule.forget(StoreFixtures.authorityId());
    assertThat(due(list, PLACE, MADE)).isAfter(MADE);
    schedule.forget(ID);
    assertThat(due(list, PLACE, MADE)).isEqualTo(MADE);
  }

  private Instant due(CrlRecord list, String place, Instant now) {
    return schedule.due(list, place, WEEK, now);
  }

  private static CrlRecord list(long revoked, CrlRecord.@Nullable Published last) {
    return new CrlRecord(ID, CrlScope.COMPLETE, 0, revoked, 1, last);
  }

  private static CrlRecord.Published published(long covered) {
    return new CrlRecord.Published(1, covered, MADE, MADE.plus(WEEK), 0, 300, PLACE);
  }
}
