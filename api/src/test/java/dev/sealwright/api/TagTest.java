package dev.sealwright.api;

import static dev.sealwright.api.Requests.tag;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tags from the outside: with the CA, on it, off it, page by page. */
class TagTest {
  private final LocalApi api = new LocalApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aCaComesWithItsTagsAndAReplayChangesNothing() {
    Map<String, Object> more =
        Map.of("IdempotencyToken", "once", "Tags", List.of(tag("b", "2"), tag("a", null)));
    String arn = api.create("ROOT", more);
    assertThat(tags(arn)).containsExactly("a", "b=2");

    detach(arn, tag("a", null));
    assertThat(api.create("ROOT", more)).isEqualTo(arn);
    assertThat(tags(arn)).containsExactly("b=2");
  }

  @Test
  void aCaWithATagThatIsNotAllowedIsNotCreated() {
    for (List<Map<String, String>> bad :
        List.of(List.of(tag("aws:x", "1")), List.of(tag("a", "1"), tag("a", "2")))) {
      Map<String, Object> request = Requests.create("ROOT");
      request.put("Tags", bad);
      assertThat(api.call("CreateCertificateAuthority", request).outcome())
          .isEqualTo("InvalidTagException");
    }
    assertThat(api.ok("ListCertificateAuthorities", Map.of()).get("CertificateAuthorities"))
        .isEmpty();
  }

  @Test
  void keysAreToldApartByCaseAndValuesReplaced() {
    String arn = api.create("ROOT", Map.of());
    assertThat(tags(arn)).isEmpty();
    attach(arn, tag("Team", "a"), tag("team", "b"), tag("empty", ""));
    attach(arn, tag("team", "c"));
    assertThat(tags(arn)).containsExactly("Team=a", "empty=", "team=c");

    detach(arn, tag("Team", "b"), tag("team", "c"), tag("unknown", null), tag("empty", null));
    assertThat(tags(arn)).containsExactly("Team=a");
  }

  @Test
  void fiftyPagesOfOne() {
    List<Map<String, String>> fifty =
        IntStream.range(0, 50).mapToObj(i -> tag("key %02d".formatted(i), "v")).toList();
    String arn = api.create("ROOT", Map.of("Tags", fifty));
    assertThat(
            api.call("TagCertificateAuthority", Requests.tags(arn, tag("one more", null)))
                .outcome())
        .isEqualTo("TooManyTagsException");
    attach(arn, tag("key 00", "new"));

    List<String> keys = new ArrayList<>();
    Map<String, Object> page = Requests.ca(arn);
    page.put("MaxResults", 1);
    JsonNode answer;
    do {
      answer = api.ok("ListTags", page);
      assertThat(answer.get("Tags")).hasSize(1);
      keys.add(answer.at("/Tags/0/Key").asText());
      page.put("NextToken", answer.path("NextToken").asText());
    } while (answer.has("NextToken"));
    assertThat(keys).hasSize(50).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void aPageGoesOnWhereItWasThoughTagsCameAndWent() {
    String arn =
        api.create("ROOT", Map.of("Tags", List.of(tag("a", "1"), tag("b", "1"), tag("c", "1"))));
    Map<String, Object> page = Requests.ca(arn);
    page.put("MaxResults", 2);
    page.put("NextToken", api.ok("ListTags", page).get("NextToken").asText());
    detach(arn, tag("b", null));
    attach(arn, tag("aa", null), tag("d", null));
    JsonNode rest = api.ok("ListTags", page);
    assertThat(rest.get("Tags").findValuesAsText("Key")).containsExactly("c", "d");
    assertThat(rest.has("NextToken")).isFalse();
  }

  private List<String> tags(String arn) {
    List<String> tags = new ArrayList<>();
    for (JsonNode tag : api.ok("ListTags", Requests.ca(arn)).get("Tags")) {
      tags.add(tag.get("Key").asText() + (tag.has("Value") ? "=" + tag.get("Value").asText() : ""));
    }
    return tags;
  }

  private void attach(String arn, Map<?, ?>... tags) {
    api.ok("TagCertificateAuthority", Requests.tags(arn, tags));
  }

  private void detach(String arn, Map<?, ?>... tags) {
    api.ok("UntagCertificateAuthority", Requests.tags(arn, tags));
  }
}
