package dev.sealwright.api.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A header line, then a line for each certificate; the subject stands in double quotes, a missing
 * value is an empty cell.
 *
 * <p>No other column can hold a comma, a quote or a line end; a double quote in a subject is
 * doubled, and the text of a name holds no control character.
 */
final class CsvForm implements Form {
  private final BufferedWriter writer;

  CsvForm(OutputStream out) throws IOException {
    writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    writer.write(
        Arrays.stream(Column.values()).map(Column::title).collect(Collectors.joining(",")));
    writer.write('\n');
  }

  @Override
  public void add(Map<Column, String> entry) throws IOException {
    String before = "";
    for (Column column : Column.values()) {
      writer.write(before);
      before = ",";
      String value = entry.getOrDefault(column, "");
      writer.write(column == Column.SUBJECT ? quoted(value) : value);
    }
    writer.write('\n');
  }

  @Override
  public void end() throws IOException {
    writer.flush();
  }

  private static String quoted(String value) {
    return '"' + value.replace("\"", "\"\"") + '"';
  }
}
