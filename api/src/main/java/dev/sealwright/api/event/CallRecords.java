package dev.sealwright.api.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sealwright.api.wire.WireWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The records of API calls, as the published service leaves them in its trail. Of long texts
 * (requests, certificates, policies) only the length is kept, so that no caller can fill the trail.
 */
final class CallRecords {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_TEXT = 512;
  private static final int LONGEST_PART = 4_096;

  private CallRecords() {}

  /** One line of JSON. */
  static String line(ApiCall call, String region) {
    ObjectNode node = JSON.createObjectNode();
    node.put("eventID", UUID.randomUUID().toString());
    node.put("eventSource", "acm-pca.amazonaws.com");
    node.put("eventName", call.operation());
    node.put("eventType", "AwsApiCall");
    node.put("eventTime", TrailRecords.time(call.at()));
    node.put("awsRegion", region);
    node.put("recipientAccountId", call.account());
    ObjectNode identity = node.putObject("userIdentity");
    identity.put("accountId", call.account());
    identity.put("arn", call.arn());
    String service = call.service();
    if (service != null) {
      identity.put("invokedBy", service);
    }
    call.address().ifPresent(address -> node.put("sourceIPAddress", address));
    call.agent().ifPresent(agent -> node.put("userAgent", shortened(agent)));
    call.requestId().ifPresent(id -> node.put("requestID", id));
    node.put("readOnly", call.reads());
    part(node, "requestParameters", call.request());
    part(node, "responseElements", call.reads() ? null : call.response());
    ApiCall.Refusal refusal = call.refusal();
    if (refusal != null) {
      node.put("errorCode", refusal.error());
      node.put("errorMessage", shortened(refusal.message()));
    }
    return node.toString();
  }

  private static void part(ObjectNode node, String name, @Nullable Record shape) {
    if (shape == null) {
      return;
    }
    JsonNode renamed;
    try {
      renamed = renamed(JSON.readTree(WireWriter.write(shape)));
    } catch (IOException e) {
      throw new UncheckedIOException("what was written as JSON is JSON", e);
    }
    int length = renamed.toString().length();
    node.set(
        name,
        length <= LONGEST_PART
            ? renamed
            : JSON.createObjectNode().put("omitted", length + " characters"));
  }

  /** The members begin with a small letter there. */
  private static JsonNode renamed(JsonNode node) {
    if (node.isObject()) {
      ObjectNode object = JSON.createObjectNode();
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        String name = member.getKey();
        object.set(
            Character.toLowerCase(name.charAt(0)) + name.substring(1), renamed(member.getValue()));
      }
      return object;
    }
    if (node.isArray()) {
      ArrayNode array = JSON.createArrayNode();
      node.forEach(item -> array.add(renamed(item)));
      return array;
    }
    return node.isTextual() ? JSON.getNodeFactory().textNode(shortened(node.asText())) : node;
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_TEXT ? text : "(" + text.length() + " characters)";
  }
}
