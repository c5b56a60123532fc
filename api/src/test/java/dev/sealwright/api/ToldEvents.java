package dev.sealwright.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealwright.api.action.Realm;
import dev.sealwright.api.event.EventLog;
import dev.sealwright.engine.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An event log of one test, and what it has told once its engine is closed. */
final class ToldEvents {
  private final Path file;
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private @Nullable EventLog log;

  ToldEvents(Path folder) {
    this.file = folder.resolve("events.jsonl");
  }

  /** Of events alone; follows the commits to the store that it reads. */
  EventLog told(Store store) {
    return start(store, false);
  }

  /** Of events and records. */
  EventLog recorded(Store store) {
    return start(store, true);
  }

  private EventLog start(Store store, boolean records) {
    EventLog started =
        EventLog.start(
                new EventLog.Settings(Optional.of(file), 1 << 20, 1, records, Optional.empty()),
                new EventLog.Sources(
                    store::authority, store::certificate, new Realm("aws", "us-east-1")::arnOf),
                metrics)
            .orElseThrow();
    log = started;
    return started;
  }

  EventLog log() {
    EventLog started = log;
    if (started == null) {
      throw new AssertionError("no engine was started with it");
    }
    return started;
  }

  double count(String meter) {
    return metrics.get(meter).counter().count();
  }

  /** Every line, in order. */
  List<JsonNode> lines() {
    try {
      List<JsonNode> lines = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        lines.add(new ObjectMapper().readTree(line));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines about a CA. */
  List<JsonNode> of(String arn) {
    return lines().stream()
        .filter(line -> line.findValuesAsText("ARN").contains(arn) || mentions(line, arn))
        .toList();
  }

  private static boolean mentions(JsonNode line, String arn) {
    return line.path("resources").path(0).asText().equals(arn);
  }

  /** In a few words: the kind of event and its result, or the name of the record. */
  static String said(JsonNode line) {
    return line.has("eventName")
        ? line.get("eventName").asText()
        : line.get("detail-type").asText().replace("ACM Private CA ", "")
            + " "
            + line.get("detail").get("result").asText();
  }
}
