package dev.sealwright.api.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;

/** Events as JSON. */
final class EventJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EventJson() {}

  /** In the envelope of the published service, on one line. */
  static byte[] line(Event event) {
    return bytes(envelope(event));
  }

  /** A CloudEvent in structured mode (CloudEvents 1.0, JSON format). */
  static byte[] cloudEvent(Event event) {
    ObjectNode cloud = JSON.createObjectNode();
    cloud.put("specversion", "1.0");
    cloud.put("id", event.id().toString());
    cloud.put("source", event.resources().getFirst());
    cloud.put("type", event.type().cloudType());
    cloud.put("time", event.at().truncatedTo(ChronoUnit.MILLIS).toString());
    cloud.put("datacontenttype", "application/json");
    cloud.set("data", envelope(event));
    return bytes(cloud);
  }

  private static ObjectNode envelope(Event event) {
    ObjectNode node = JSON.createObjectNode();
    node.put("version", "0");
    node.put("id", event.id().toString());
    node.put("detail-type", event.type().title());
    node.put("source", "aws.acm-pca");
    node.put("account", event.account());
    node.put("time", event.at().truncatedTo(ChronoUnit.SECONDS).toString());
    node.put("region", event.region());
    event.resources().forEach(node.putArray("resources")::add);
    event.detail().forEach(node.putObject("detail")::put);
    return node;
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts is always JSON", e);
    }
  }
}
