package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** NextToken in the wrong hands: spoiled, made up, of another listing, of another account. */
class PageTokenTest {
  private final LocalApi api = new LocalApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void noTokenButItsOwnOpensAListing() {
    var tags = Map.of("Tags", List.of(Requests.tag("a", "1"), Requests.tag("b", "1")));
    String one = api.create("ROOT", tags);
    String two = api.create("ROOT", tags);
    String ofTagsOfOne = token("ListTags", Requests.ca(one));
    String ofTagsOfTwo = token("ListTags", Requests.ca(two));
    String ofCas = token("ListCertificateAuthorities", Map.of());
    assertThat(ofTagsOfOne).isNotEqualTo(ofTagsOfTwo);

    Set<String> foreign =
        new LinkedHashSet<>(List.of("x", "A".repeat(43739), "\u00e9", "..", "=="));
    foreign.addAll(spoiled(ofTagsOfOne));
    foreign.addAll(spoiled(ofCas));
    foreign.addAll(List.of(ofTagsOfTwo, ofCas));
    foreign.remove(ofTagsOfOne);
    for (String token : foreign) {
      assertThat(outcome("ListTags", Requests.ca(one), token))
          .as(token)
          .isEqualTo("ValidationException");
      assertThat(outcome("ListPermissions", Requests.ca(one), token))
          .as(token)
          .isEqualTo("InvalidNextTokenException");
      if (!token.equals(ofCas)) {
        assertThat(outcome("ListCertificateAuthorities", Map.of(), token))
            .as(token)
            .isEqualTo("InvalidNextTokenException");
      }
    }
    assertThat(outcome("ListPermissions", Requests.ca(one), ofTagsOfOne))
        .isEqualTo("InvalidNextTokenException");
    assertThat(outcome("ListTags", Requests.ca(one), ofTagsOfOne)).isEqualTo("OK");
    assertThat(outcome("ListCertificateAuthorities", Map.of(), ofCas)).isEqualTo("OK");
  }

  @Test
  void aTokenIsOfOneAccountAndOneKindOfListing() {
    api.create("ROOT", Map.of());
    api.create("ROOT", Map.of());
    String own = token("ListCertificateAuthorities", Map.of());
    assertThat(api.callAsStranger("ListCertificateAuthorities", Map.of("NextToken", own)).outcome())
        .isEqualTo("InvalidNextTokenException");
    assertThat(
            outcome("ListCertificateAuthorities", Map.of("ResourceOwner", "OTHER_ACCOUNTS"), own))
        .isEqualTo("InvalidNextTokenException");
    assertThat(outcome("ListCertificateAuthorities", Map.of("ResourceOwner", "SELF"), own))
        .isEqualTo("OK");
  }

  @Test
  void theCasOfAnAccountPageByPage() {
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      created.add(api.create("ROOT", Map.of()));
    }
    List<String> listed = new ArrayList<>();
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("MaxResults", 2);
    JsonNode answer;
    do {
      answer = api.ok("ListCertificateAuthorities", page);
      listed.addAll(answer.get("CertificateAuthorities").findValuesAsText("Arn"));
      page.put("NextToken", answer.path("NextToken").asText());
    } while (answer.has("NextToken"));
    assertThat(listed).containsExactlyInAnyOrderElementsOf(created);
  }

  /** Every byte of the token changed, and the token cut short at each end. */
  private static List<String> spoiled(String token) {
    byte[] bytes = Base64.getUrlDecoder().decode(token);
    List<String> spoiled = new ArrayList<>();
    for (int at = 0; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 1;
      spoiled.add(Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
    }
    spoiled.add(token.substring(4));
    spoiled.add(token.substring(0, token.length() - 4));
    spoiled.add(token + token);
    return spoiled;
  }

  private String token(String operation, Map<String, ?> request) {
    Map<String, Object> page = new LinkedHashMap<>(request);
    page.put("MaxResults", 1);
    return api.ok(operation, page).get("NextToken").asText();
  }

  private String outcome(String operation, Map<String, ?> request, String token) {
    Map<String, Object> page = new LinkedHashMap<>(request);
    page.put("NextToken", token);
    return api.call(operation, page).outcome();
  }
}
