package dev.sealwright.api.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Events that nobody caused. */
final class SomeEvents {
  static final String CA =
      "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/"
          + "11111111-2222-3333-4444-555555555555";

  private SomeEvents() {}

  static Event numbered(int number) {
    return new Event(
        new UUID(0, number),
        Event.Type.CREATION,
        Instant.parse("2026-11-29T10:11:12.345678Z"),
        "123456789012",
        "us-east-1",
        List.of(CA),
        Event.result(true, Optional.empty()));
  }
}
