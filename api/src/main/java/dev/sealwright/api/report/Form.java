package dev.sealwright.api.report;

import dev.sealwright.engine.store.AuditReport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Writes entries one after another; nothing is kept. One thread. */
interface Form {
  void add(Map<Column, String> entry) throws IOException;

  /** Writes what stands after the last entry; the stream stays open. */
  void end() throws IOException;

  /** A form that has written what stands before the first entry. */
  static Form begin(AuditReport.Format format, OutputStream out) throws IOException {
    return switch (format) {
      case JSON -> new JsonForm(out);
      case CSV -> new CsvForm(out);
    };
  }
}
