package dev.sealwright.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.benchmarks.line.BenchmarkToken;
import dev.sealwright.benchmarks.line.LineCase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of reports with few certificates: that it works, not how fast. */
@Timeout(300)
class ReportRunTest {
  private static final int CERTIFICATES = 20_000;

  @TempDir Path folder;

  @Test
  void bothFormsHaveEveryCertificate() throws Exception {
    LineCase subject = LineCase.named("p-256");
    BenchmarkToken token =
        new BenchmarkToken(subject, folder.resolve("token"), Path.of("not-dialled"));
    List<String> lines = new ArrayList<>();
    new ReportRun(
            subject,
            token,
            folder,
            new ReportRun.Pace(Duration.ofMillis(500), Duration.ofMillis(200)),
            lines::add)
        .run(CERTIFICATES);
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).startsWith("case=load certificates=" + CERTIFICATES);
    // The run itself fails unless all that was issued before a report is in it.
    assertThat(rows(lines.get(1), "json")).isGreaterThan(CERTIFICATES);
    assertThat(rows(lines.get(2), "csv")).isGreaterThan(rows(lines.get(1), "json"));
  }

  private static long rows(String line, String form) {
    Matcher read =
        Pattern.compile(
                "case=report form="
                    + form
                    + " rows=(?<rows>[0-9]+) bytes=[0-9]+ seconds=[0-9.]+ rows/s=[0-9]+"
                    + " peak_heap_mb=[0-9]+ alone/s=[0-9]+ beside/s=[0-9]+ ratio=[0-9.]+"
                    + " callers=256")
            .matcher(line);
    assertThat(read.matches()).as(line).isTrue();
    return Long.parseLong(read.group("rows"));
  }
}
