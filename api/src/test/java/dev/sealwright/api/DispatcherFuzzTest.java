package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/**
 * Any body of any operation from the administrator, through the whole API in memory: success, or an
 * error that the model lists for the operation; never a 5xx.
 */
class DispatcherFuzzTest {
  private static final List<Operation> OPERATIONS = List.of(Operation.values());

  /** Beyond those of the model. */
  private static final Set<ErrorName> COMMON =
      EnumSet.of(
          ErrorName.ACCESS_DENIED,
          ErrorName.THROTTLING,
          ErrorName.VALIDATION,
          ErrorName.SERIALIZATION,
          ErrorName.UNKNOWN_OPERATION);

  /** Inputs that one API serves at most, so that what they create is let go again. */
  private static final int LIFE = 300;

  private static @Nullable Estate estate;
  private static int served;

  /** An API with something in it, and how inputs name what is in it. */
  private record Estate(LocalApi api, String root, String fresh, String certificate, String pem) {
    static Estate create() {
      LocalApi api = new LocalApi();
      String root = api.activeRoot();
      String fresh = api.create("SUBORDINATE", Map.of());
      String certificate = api.issue(root, api.csr(fresh), Requests.LEAF_TEMPLATE, 30);
      return new Estate(api, root, fresh, certificate, api.certificate(root, certificate));
    }

    byte[] fill(byte[] body) {
      String text = new String(body, StandardCharsets.ISO_8859_1);
      if (text.indexOf('@') < 0) {
        return body;
      }
      return text.replace("@ROOT@", root)
          .replace("@NEW@", fresh)
          .replace("@CERT@", certificate)
          .replace("@CSR@", Requests.base64(api.csr(fresh)))
          .replace("@PEM@", Requests.base64(pem))
          .getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** The first byte picks the operation, the others are the body. */
  @FuzzTest
  void call(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Operation operation = OPERATIONS.get((input[0] & 0xff) % OPERATIONS.size());
    Estate now = estate();
    LocalApi.Answer answer =
        now.api()
            .callRaw(operation.wireName(), now.fill(Arrays.copyOfRange(input, 1, input.length)));
    assertThat(answer.status()).as("%s", answer.body()).isLessThan(500);
    if (answer.status() != 200) {
      Set<String> allowed =
          EnumSet.copyOf(COMMON).stream().map(ErrorName::wireName).collect(Collectors.toSet());
      operation.errors().forEach(error -> allowed.add(error.wireName()));
      assertThat(answer.outcome()).as("%s: %s", operation, answer.body()).isIn(allowed);
    } else if (changes(operation)) {
      close();
    }
  }

  /** What would make the next input depend on this one. */
  private static boolean changes(Operation operation) {
    String name = operation.wireName();
    return !name.startsWith("Get")
        && !name.startsWith("List")
        && !name.startsWith("Describe")
        && !name.equals("IssueCertificate")
        && !name.equals("CreateCertificateAuthority");
  }

  private static Estate estate() {
    if (served++ % LIFE == 0) {
      close();
    }
    Estate current = estate;
    if (current == null) {
      current = Estate.create();
      estate = current;
    }
    return current;
  }

  @AfterAll
  static void close() {
    Estate current = estate;
    if (current != null) {
      current.api().close();
      estate = null;
    }
  }
}
