package dev.sealwright.api.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** One array of objects; members without a value are left out. */
final class JsonForm implements Form {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final JsonGenerator generator;

  JsonForm(OutputStream out) throws IOException {
    generator = JSON.createGenerator(out);
    generator.writeStartArray();
  }

  @Override
  public void add(Map<Column, String> entry) throws IOException {
    generator.writeStartObject();
    for (Map.Entry<Column, String> cell : entry.entrySet()) {
      generator.writeStringField(cell.getKey().title(), cell.getValue());
    }
    generator.writeEndObject();
  }

  @Override
  public void end() throws IOException {
    generator.writeEndArray();
    generator.close();
  }
}
