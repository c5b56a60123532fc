package dev.sealwright.api.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.api.policy.PolicyException;
import dev.sealwright.hsm.yaml.Node;
import dev.sealwright.hsm.yaml.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A policy of a principal as the operator says it: written out in the file's own YAML, as JSON in a
 * string, or as the name of a JSON file.
 */
final class PolicyNode {
  private static final JsonFactory JSON = new JsonFactory();

  private PolicyNode() {}

  static Optional<PolicyDocument> read(Node node, String path, Problems problems) {
    try {
      return Optional.of(PolicyDocument.parseIdentity(text(node)));
    } catch (PolicyException e) {
      problems.add(node.place(), path, String.valueOf(e.getMessage()));
    } catch (InvalidPathException | IOException e) {
      problems.add(
          node.place(), path, "expected a policy, or a file with one of at most 80 KiB in UTF-8");
    }
    return Optional.empty();
  }

  private static String text(Node node) throws IOException {
    if (!(node instanceof Node.Scalar scalar)) {
      return json(node);
    }
    String text = scalar.text();
    if (text == null) {
      throw new PolicyException("has no value");
    }
    return text.startsWith("{") ? text : file(scalar.place().folder().resolve(text));
  }

  private static String file(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(PolicyDocument.LONGEST + 1);
      if (bytes.length > PolicyDocument.LONGEST) {
        throw new IOException("too long");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  /** Every scalar as a string: policies take true and 3600 as text too. */
  private static String json(Node node) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(node, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(Node node, JsonGenerator json) throws IOException {
    switch (node) {
      case Node.Scalar scalar -> json.writeString(scalar.text());
      case Node.Listing listing -> {
        json.writeStartArray();
        for (Node item : listing.items()) {
          write(item, json);
        }
        json.writeEndArray();
      }
      case Node.Mapping mapping -> {
        json.writeStartObject();
        for (Map.Entry<String, Node> member : mapping.members().entrySet()) {
          json.writeFieldName(member.getKey());
          write(member.getValue(), json);
        }
        json.writeEndObject();
      }
    }
  }
}
