package dev.sealwright.api.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of events: its lines, its size, and disks that are in the way. */
class EventFileTest {
  @TempDir Path folder;
  private Path file;
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();

  @BeforeEach
  void name() {
    file = folder.resolve("events.jsonl");
  }

  private EventFile open(long size, int keep) {
    return new EventFile(file, size, keep, lost::incrementAndGet, now::get);
  }

  private static List<Integer> numbers(Path file) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode event = new ObjectMapper().readTree(line);
      numbers.add(Integer.parseInt(event.get("id").asText().substring(24), 16));
    }
    return numbers;
  }

  @Test
  void hasOneEventALineForItsOwnerAlone() throws IOException {
    try (EventFile events = open(1 << 20, 1)) {
      events.accept(SomeEvents.numbered(1));
      events.accept(SomeEvents.numbered(2));
      events.idle();
      assertThat(numbers(file)).containsExactly(1, 2);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readAllLines(file).getFirst())
        .isEqualTo(
            "{\"version\":\"0\",\"id\":\"00000000-0000-0000-0000-000000000001\","
                + "\"detail-type\":\"ACM Private CA Creation\",\"source\":\"aws.acm-pca\","
                + "\"account\":\"123456789012\",\"time\":\"2026-11-29T10:11:12Z\","
                + "\"region\":\"us-east-1\",\"resources\":[\""
                + SomeEvents.CA
                + "\"],\"detail\":{\"result\":\"success\"}}");
  }

  @Test
  void isSetAsideAtItsSizeAndTheOldestGoes() throws IOException {
    int line = EventJson.line(SomeEvents.numbered(1)).length + 1;
    try (EventFile events = open(2L * line, 2)) {
      for (int i = 1; i <= 9; i++) {
        events.accept(SomeEvents.numbered(i));
      }
    }
    assertThat(numbers(file)).containsExactly(9);
    assertThat(numbers(folder.resolve("events.jsonl.1"))).containsExactly(7, 8);
    assertThat(numbers(folder.resolve("events.jsonl.2"))).containsExactly(5, 6);
    assertThat(folder.resolve("events.jsonl.3")).doesNotExist();
    assertThat(lost).hasValue(0);
  }

  @Test
  void goesOnBehindWhatWasThere() throws IOException {
    try (EventFile events = open(1 << 20, 1)) {
      events.accept(SomeEvents.numbered(1));
    }
    Files.writeString(file, Files.readString(file) + "{\"cut\":");
    try (EventFile events = open(1 << 20, 1)) {
      events.accept(SomeEvents.numbered(2));
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).isEqualTo("{\"cut\":");
    assertThat(lines.get(2)).startsWith("{\"version\"").endsWith("}");
  }

  @Test
  void whatCannotBeWrittenIsCountedAndItIsTriedAgain() throws IOException {
    Files.createDirectory(file);
    try (EventFile events = open(1 << 20, 1)) {
      events.accept(SomeEvents.numbered(1));
      Files.delete(file);
      events.accept(SomeEvents.numbered(2));
      assertThat(lost).hasValue(2);
      now.addAndGet(Duration.ofSeconds(6).toNanos());
      events.accept(SomeEvents.numbered(3));
    }
    assertThat(numbers(file)).containsExactly(3);
    assertThat(lost).hasValue(2);
  }
}
