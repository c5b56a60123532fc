package dev.sealwright.api.event;

/** Where events go. */
interface EventSink extends AutoCloseable {
  /** Takes the event or lets it go; neither blocks for long nor fails. One thread at a time. */
  void accept(Event event);

  /** Nothing waits for the moment: what was taken may be written out. */
  void idle();

  @Override
  void close();
}
