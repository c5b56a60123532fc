package dev.sealwright.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlatformLogsTest {
  @Test
  void takesWhatIsLoggedThroughThePlatform() {
    System.Logger logger = System.getLogger(PlatformLogsTest.class.getName());
    try (LogCapture log = new LogCapture(PlatformLogsTest.class)) {
      logger.log(System.Logger.Level.WARNING, "{0} of {1}", 1, "two");
      logger.log(System.Logger.Level.ERROR, "bare {0}");
      logger.log(System.Logger.Level.ERROR, "not a {format", 1);
      logger.log(System.Logger.Level.WARNING, "with cause", new IllegalStateException("x"));
      logger.log(System.Logger.Level.INFO, "below the level");
      logger.log(System.Logger.Level.OFF, "never");
      assertThat(log.messages())
          .containsExactly("1 of two", "bare {0}", "not a {format", "with cause");
    }
    assertThat(logger.isLoggable(System.Logger.Level.INFO)).isFalse();
    assertThat(logger.isLoggable(System.Logger.Level.OFF)).isFalse();
    assertThat(logger.isLoggable(System.Logger.Level.WARNING)).isTrue();
  }
}
