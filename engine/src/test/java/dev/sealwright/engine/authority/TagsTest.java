package dev.sealwright.engine.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {
  private static final Tags TWO = Tags.of(List.of(new Tag("b", "2"), new Tag("a", null)));

  @Test
  void theyStandInOrderOfTheirKeys() {
    assertThat(TWO.all()).extracting(Tag::key).containsExactly("a", "b");
    assertThat(TWO.named("b")).contains(new Tag("b", "2"));
    assertThat(TWO.named("B")).isEmpty();
  }

  @Test
  void theSameKeyGetsTheNewValueAndCaseMatters() {
    Tags more = TWO.with(List.of(new Tag("b", "3"), new Tag("B", "4")));
    assertThat(more.all())
        .containsExactly(new Tag("B", "4"), new Tag("a", null), new Tag("b", "3"));
  }

  @Test
  void removalLooksAtTheValueOnlyWhenThereIsOne() {
    assertThat(TWO.without(List.of(new Tag("b", "9"))).all()).hasSize(2);
    assertThat(TWO.without(List.of(new Tag("b", "2"))).all()).hasSize(1);
    assertThat(TWO.without(List.of(new Tag("b", null))).all()).hasSize(1);
    assertThat(TWO.without(List.of(new Tag("a", ""))).all()).as("no value is empty").hasSize(1);
    assertThat(TWO.without(List.of(new Tag("b", ""))).all()).hasSize(2);
    assertThat(TWO.without(List.of(new Tag("other", null)))).isEqualTo(TWO);
  }

  @Test
  void fiftyAreTheMostAndReservedOnesDoNotCount() {
    List<Tag> fifty =
        new ArrayList<>(IntStream.range(0, 50).mapToObj(i -> new Tag("k" + i, null)).toList());
    Tags full = Tags.of(fifty);
    assertThat(full.with(List.of(new Tag("k7", "new"))).all()).hasSize(50);
    refused(Failure.TOO_MANY_TAGS, () -> full.with(List.of(new Tag("k50", null))));

    fifty.add(new Tag("aws:made-by", "the service"));
    Tags withReserved = new Tags(fifty);
    assertThat(withReserved.with(List.of(new Tag("k7", "new"))).all()).hasSize(51);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws:x", "AWS:x", "aWs:", "rds:x", "RDS:", "aw\u017f:x"})
  void reservedKeysAreNotTheOwners(String key) {
    Tags present = new Tags(List.of(new Tag(key, "1")));
    refused(Failure.INVALID_TAG, () -> Tags.of(List.of(new Tag(key, null))));
    refused(Failure.INVALID_TAG, () -> present.with(List.of(new Tag(key, "2"))));
    refused(Failure.INVALID_TAG, () -> present.without(List.of(new Tag(key, null))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "awsx:", "x:aws:", " aws:", "rd:s:"})
  void keysThatOnlyLookReservedAreFree(String key) {
    assertThat(Tags.of(List.of(new Tag(key, null))).all()).hasSize(1);
  }

  @Test
  void aKeyComesOnceInARequest() {
    List<Tag> twice = List.of(new Tag("a", "1"), new Tag("a", "1"));
    refused(Failure.INVALID_TAG, () -> Tags.of(twice));
    refused(Failure.INVALID_TAG, () -> TWO.with(twice));
    refused(Failure.INVALID_TAG, () -> TWO.without(twice));
    refused(Failure.INVALID_TAG, () -> new Tags(twice));
  }

  @Test
  void lengthsAndCharactersAreThoseOfTheModel() {
    assertThat(new Tag("k".repeat(128), "v".repeat(256)).text()).hasSize(256);
    assertThat(new Tag("\ud835\udd38".repeat(128), null).text()).isEmpty();
    refused(Failure.INVALID_TAG, () -> new Tag("", null));
    refused(Failure.INVALID_TAG, () -> new Tag("k".repeat(129), null));
    refused(Failure.INVALID_TAG, () -> new Tag("k", "v".repeat(257)));
    refused(Failure.INVALID_TAG, () -> new Tag("k%", null));
    refused(Failure.INVALID_TAG, () -> new Tag("k", "line\nfeed"));
  }

  private static void refused(Failure failure, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(CaException.class, e -> assertThat(e.failure()).isEqualTo(failure));
  }
}
