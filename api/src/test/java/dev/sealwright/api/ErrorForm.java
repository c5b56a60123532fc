package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealwright.api.http.ErrorAnswer;
import dev.sealwright.api.http.RawClient;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

/** What every refusal looks like, whoever made it: the error form and nothing else. */
final class ErrorForm {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> HEADERS =
      Set.of(
          "connection",
          "content-length",
          "content-type",
          "date",
          "x-amzn-errortype",
          "x-amzn-requestid");

  /** Names of our classes, of those we use and of what a stack trace is made of. */
  private static final Pattern INSIDES =
      Pattern.compile(
          "sealwright\\.|java\\.|javax\\.|sun\\.|bouncycastle|helidon|jackson|sqlite|softhsm"
              + "|pkcs11|ckr_|caused by|\\bat [a-z.]+\\(|exception:");

  private ErrorForm() {}

  /** Fails unless the answer is this error in its proper form. */
  static void check(RawClient.Answer answer, int status, String error) {
    JsonNode body = body(answer);
    assertThat(body.path("__type").asText() + " " + answer.status())
        .as(answer.body())
        .isEqualTo(error + " " + status);
    Set<String> members = new TreeSet<>();
    body.fieldNames().forEachRemaining(members::add);
    assertThat(members).containsExactly("__type", "message");
    assertThat(body.path("message").asText()).isNotBlank().hasSizeLessThan(8192);
    checkHeaders(answer, error);
    checkDiscreet(answer.body());
  }

  /** The part of the form that is left when there is no body. */
  static void checkHeaders(RawClient.Answer answer, String error) {
    assertThat(HEADERS).containsAll(answer.headers().keySet());
    assertThat(answer.header("content-type")).isEqualTo(ErrorAnswer.CONTENT_TYPE);
    assertThat(answer.header("x-amzn-errortype")).isEqualTo(error);
    String requestId = answer.header("x-amzn-requestid");
    assertThat(UUID.fromString(requestId)).hasToString(requestId);
  }

  static void checkDiscreet(String text) {
    assertThat(text.toLowerCase(Locale.ROOT)).doesNotContainPattern(INSIDES);
  }

  private static JsonNode body(RawClient.Answer answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + answer, e);
    }
  }
}
