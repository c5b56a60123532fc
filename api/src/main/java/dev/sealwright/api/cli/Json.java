package dev.sealwright.api.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** Writes documents of a stated format and version; a value that is not known is null. */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** Writes into an open object or array. */
  interface Contents {
    void write(JsonGenerator json) throws IOException;
  }

  /** A document: an object that starts with its format and version. */
  static String document(String format, int version, Contents contents) {
    StringWriter text = new StringWriter();
    document(text, format, version, contents);
    return text.toString();
  }

  /** The same, written as its parts come; the writer stays open. */
  static void document(Writer out, String format, int version, Contents contents) {
    try (JsonGenerator json =
        FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("format", format);
      json.writeNumberField("version", version);
      contents.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void flag(JsonGenerator json, String name, @Nullable Boolean value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeBooleanField(name, value);
    }
  }

  static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, value);
    }
  }

  static void hex(JsonGenerator json, String name, @Nullable Long value) throws IOException {
    text(json, name, value == null ? null : "0x" + Long.toHexString(value));
  }
}
