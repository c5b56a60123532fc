package dev.sealwright.api.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** The keys of the event log. */
final class EventKeys {
  static final Key<Path> FILE =
      Key.of(
          "events.file",
          Form.path(),
          "none: not written",
          "",
          "File of events, one JSON object a line; see [publication.md](publication.md#events). Who"
              + " issues thousands a second writes megabytes a second.");
  static final Key<Integer> SIZE =
      Key.of(
          "events.size",
          Form.number(1, 10_240),
          "64",
          "MiB",
          "A file of this size is set aside, and a new one begun.");
  static final Key<Integer> KEEP =
      Key.of(
          "events.keep",
          Form.number(1, 1_000),
          "8",
          "files",
          "How many that were set aside are kept; the oldest is deleted.");
  static final Key<Boolean> RECORDS =
      Key.of(
          "events.records",
          Form.flag(),
          "false",
          "",
          "true: beside the events the file has records of what CAs did by themselves and of every"
              + " call of the API: some 4 KiB a certificate, its TBS included, and a look into the"
              + " store.");
  static final Key<URI> URL =
      Key.of(
          "events.url",
          Form.url(),
          "none: not sent",
          "",
          "Where events are sent as CloudEvents 1.0, one by one, by POST, in order, at least once. What"
              + " cannot be delivered for minutes is given up, and counted.");

  static final List<Key<?>> ALL = List.of(FILE, SIZE, KEEP, RECORDS, URL);

  private EventKeys() {}
}
