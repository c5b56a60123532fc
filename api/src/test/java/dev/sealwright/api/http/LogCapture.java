package dev.sealwright.api.http;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What one class logs while a test runs. */
public final class LogCapture implements AutoCloseable {
  static {
    // The module of the server needs slf4j only; this test looks behind it.
    for (String module : List.of("ch.qos.logback.classic", "ch.qos.logback.core")) {
      ModuleLayer.boot().findModule(module).ifPresent(LogCapture.class.getModule()::addReads);
    }
  }

  private final Logger logger;
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  public LogCapture(Class<?> of) {
    logger = (Logger) LoggerFactory.getLogger(of);
    events.start();
    logger.addAppender(events);
  }

  public List<String> messages() {
    return events.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(events);
  }
}
