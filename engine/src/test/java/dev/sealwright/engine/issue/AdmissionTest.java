package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.AuthorityId;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
  private static final AuthorityId A = new AuthorityId(new UUID(0, 1));
  private static final AuthorityId B = new AuthorityId(new UUID(0, 2));
  private static final AuthorityId C = new AuthorityId(new UUID(0, 3));

  private static int fill(Admission places, AuthorityId authority) {
    int taken = 0;
    while (places.tryTake(authority)) {
      taken++;
    }
    return taken;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aSmallLineIsThereForOneWhole(int bound) {
    assertThat(fill(new Admission(bound), A)).isEqualTo(bound);
  }

  @Test
  void aFloodOfOneLeavesRoomForEveryOther() {
    Admission places = new Admission(2_048);
    assertThat(fill(places, A)).isEqualTo(1_821);
    assertThat(places.hasRoom(A)).isFalse();
    assertThat(places.hasRoom(B)).isTrue();
    assertThat(fill(places, B)).isGreaterThan(200);
    assertThat(places.hasRoom(C)).isTrue();
    assertThat(places.taken()).isLessThan(2_048);
  }

  @Test
  void whatIsGivenBackIsThereAgain() {
    Admission places = new Admission(2);
    assertThat(fill(places, A)).isEqualTo(2);
    assertThat(places.hasRoom(B)).isFalse();
    places.giveBack(A);
    assertThat(places.tryTake(B)).isTrue();
    assertThat(places.tryTake(A)).isFalse();
    assertThat(places.awaitEmpty(Duration.ZERO)).isFalse();
    places.giveBack(A);
    places.giveBack(B);
    assertThat(places.taken()).isZero();
    assertThat(places.awaitEmpty(Duration.ZERO)).isTrue();
  }

  @Test
  void workOfAnEarlierRunTakesTheLastPlace() {
    Admission places = new Admission(9);
    while (places.taken() < 8) {
      assertThat(places.tryTake(A)).isTrue();
    }
    assertThat(places.tryTake(A)).isFalse();
    places.takeAnyway(A);
    assertThat(places.taken()).isEqualTo(9);
  }
}
