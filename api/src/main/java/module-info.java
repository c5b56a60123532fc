/** The server: the thin layer between an AWS client and the engine. */
@org.jspecify.annotations.NullMarked
module dev.sealwright.api {
  requires static transitive org.jspecify;
  requires ch.qos.logback.classic;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.github.benmanes.caffeine;
  requires dev.sealwright.engine;
  requires info.picocli;
  requires io.github.bucket4j.core;
  requires io.helidon.common.task;
  requires io.helidon.webserver;
  requires java.net.http;
  requires micrometer.registry.prometheus;
  requires org.slf4j;

  // The options of the command line are fields that it fills in.
  opens dev.sealwright.api.cli to
      info.picocli;

  // Helidon and the JDK log through System.Logger.
  provides System.LoggerFinder with
      dev.sealwright.api.http.PlatformLogs;
}
