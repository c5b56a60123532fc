package dev.sealwright.engine.store.postgres;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

/** How a node finds the server that leads. */
class ConnectionsTest {
  /** As a machine that hangs: its kernel takes connections, and nobody answers. */
  @Test
  void aServerThatSaysNothingIsPassedOver() throws Exception {
    PostgresServer server = PostgresServer.shared();
    TestDatabase database = server.database();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String servers = "127.0.0.1:" + silent.getLocalPort() + ",127.0.0.1:" + server.port();
      PostgresSettings settings =
          PostgresSettings.of(database.url().replace("127.0.0.1:" + server.port(), servers), "test")
              .as(database.user(), database.password());

      try (Connection connection = new Connections(settings).writing()) {
        assertTrue(connection.isValid(5));
      }
    }
  }
}
