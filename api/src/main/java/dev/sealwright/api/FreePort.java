package dev.sealwright.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port that must be known before its listener is opened. */
final class FreePort {
  private FreePort() {}

  /** Free a moment ago; should another process take it, the listener says so. */
  static int of(InetAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, address)) {
      return socket.getLocalPort();
    }
  }
}
