package dev.sealwright.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A PIN that a person types: asked once, never shown, wiped. */
class PromptTest {
  private static final String PIN = "hush-1234";

  private final List<String> questions = new ArrayList<>();
  private final List<char[]> answers = new ArrayList<>();

  @Test
  void asksOnceAndWipesWhatWasTyped() {
    var source = typed(PIN);
    source.prepare();
    var first = source.read();
    assertThat(first).containsExactly(PIN.toCharArray());
    Arrays.fill(first, '\0');
    assertThat(source.read()).containsExactly(PIN.toCharArray());
    assertThat(questions).containsExactly("PIN of token luna1");
    assertThat(answers).allSatisfy(answer -> assertThat(answer).containsOnly('\0'));
    assertThat(source.toString()).isEqualTo("OfPrompt[luna1]");
  }

  @Test
  void asksNobodyOnceForgotten() {
    var source = typed(PIN);
    source.prepare();
    source.forget();
    source.forget();
    refused(source, "no longer held");
    assertThat(questions).hasSize(1);
  }

  @Test
  void whatIsHeldIsWiped() {
    var held = new HeldPin(PIN.toCharArray());
    assertThat(held.copy()).containsExactly(PIN.toCharArray());
    held.wipe();
    assertThat(held.copy()).hasSize(PIN.length()).containsOnly('\0');
  }

  @Test
  void refusesWhatIsNoPinAndMayBeAskedAgain() {
    var wrong = typed(null, "", PIN.repeat(100), PIN);
    for (int i = 0; i < 3; i++) {
      refused(wrong, "was not typed");
    }
    assertThat(answers).allSatisfy(answer -> assertThat(answer).doesNotContain('h'));
    assertThat(wrong.read()).containsExactly(PIN.toCharArray());
  }

  /** The tests have no terminal, as a service has none. */
  @Test
  void saysWhenThereIsNoTerminal() {
    refused(new PinSource.OfPrompt("luna1"), "the process has no terminal");
  }

  @Test
  void showsNothingOfItOnARealTerminal() throws Exception {
    var output = onATerminal(PIN);
    assertThat(output)
        .contains("PIN of token luna1: ")
        .contains("read 9 characters")
        .doesNotContain(PIN);
  }

  /** What {@link #main} shows on a terminal that script(1) lends it, when this is typed. */
  private static String onATerminal(String typed) throws InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var path = Path.of("target", "classes") + ":" + Path.of("target", "test-classes");
    var command = java + " -cp " + path + " " + PromptTest.class.getName();
    var builder =
        new ProcessBuilder("script", "--quiet", "--return", "--command", command, "/dev/null")
            .redirectErrorStream(true);
    builder.environment().put("SHELL", "/bin/sh");
    try {
      var process = builder.start();
      var shown = new StringBuilder();
      try (var in = process.getInputStream();
          var out = process.getOutputStream()) {
        // Typed once the question is there: before, the terminal would echo it by itself.
        for (int c = in.read(); c >= 0; c = in.read()) {
          shown.append((char) c);
          if (shown.toString().endsWith("luna1: ")) {
            out.write((typed + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
          }
        }
      }
      assertThat(process.waitFor()).as(shown.toString()).isZero();
      return shown.toString();
    } catch (IOException e) {
      throw new AssertionError("no script: apt-get install bsdutils", e);
    }
  }

  /** Asks for a PIN and tells its length. */
  public static void main(String[] arguments) {
    var pin = new PinSource.OfPrompt("luna1").read();
    System.out.println("read " + pin.length + " characters");
    Arrays.fill(pin, '\0');
  }

  private PinSource.OfPrompt typed(@Nullable String... texts) {
    var rest = new ArrayList<>(Arrays.asList(texts));
    return new PinSource.OfPrompt(
        "luna1",
        question -> {
          questions.add(question);
          var text = rest.removeFirst();
          if (text == null) {
            return null;
          }
          var answer = text.toCharArray();
          answers.add(answer);
          return answer;
        });
  }

  private static void refused(PinSource source, String message) {
    assertThatExceptionOfType(UnreadablePinException.class)
        .isThrownBy(source::read)
        .withMessageContaining(message)
        .withMessageNotContaining(PIN);
  }
}
