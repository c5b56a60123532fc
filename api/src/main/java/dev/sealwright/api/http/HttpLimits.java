package dev.sealwright.api.http;

import java.time.Duration;

/**
 * The bounds of one listener (INVARIANT I13).
 *
 * @param bodyBytes largest request body accepted; of a refused one, up to twice the limit is read
 *     for a few seconds and thrown away, so that a client which is still sending can see the
 *     refusal
 * @param bodiesBytes most memory that the bodies of all requests being read or handled may hold; at
 *     least four times {@code bodyBytes}, so that the largest one fits while it is read. Memory is
 *     charged as the bytes come in, whatever the client has announced, and given back when the
 *     answer is written. A request that finds none within a second is refused with {@code
 *     ServiceUnavailable} (503), which SDKs try again; of many that fill it together the younger
 *     ones are refused at once, so that the older get on. A quarter is kept for bodies that
 *     announce up to 64 KiB, so that they pass while large ones wait. The few KiB each connection
 *     reads at a time are not counted
 * @param headerBytes largest header section, and largest request line
 * @param connections open at once; more wait in the backlog of the system
 * @param handshakeDeadline from the moment a connection is accepted to the end of its TLS handshake
 * @param idleTimeout how long a connection may stay open between requests
 * @param bodyDeadline from the first byte of a request to its last, headers included
 * @param answerDeadline from the first byte of an answer to the moment the system has taken it all;
 *     a client that does not read is cut off
 * @param slowestReader bytes that a client takes in a second while it reads a long answer, which
 *     gets so much more time
 */
public record HttpLimits(
    int bodyBytes,
    long bodiesBytes,
    int headerBytes,
    int connections,
    Duration handshakeDeadline,
    Duration idleTimeout,
    Duration bodyDeadline,
    Duration answerDeadline,
    int slowestReader) {

  /** 4 MiB: a certificate chain of 2 MiB, the model's limit, grows by base64. */
  public static final int BODY_BYTES = 4 << 20;

  public HttpLimits {
    requireRange("bodyBytes", bodyBytes, 0, 1 << 29);
    requireRange("bodiesBytes", bodiesBytes, 4L * bodyBytes, 1L << 40);
    requireRange("headerBytes", headerBytes, 1 << 10, 1 << 20);
    requireRange("connections", connections, 1, 1 << 20);
    requirePositive("handshakeDeadline", handshakeDeadline);
    requirePositive("idleTimeout", idleTimeout);
    requirePositive("bodyDeadline", bodyDeadline);
    requirePositive("answerDeadline", answerDeadline);
    requireRange("slowestReader", slowestReader, 1, 1 << 30);
  }

  /** With readers of at least 64 KiB a second. */
  public HttpLimits(
      int bodyBytes,
      long bodiesBytes,
      int headerBytes,
      int connections,
      Duration handshakeDeadline,
      Duration idleTimeout,
      Duration bodyDeadline,
      Duration answerDeadline) {
    this(
        bodyBytes,
        bodiesBytes,
        headerBytes,
        connections,
        handshakeDeadline,
        idleTimeout,
        bodyDeadline,
        answerDeadline,
        64 << 10);
  }

  /** What the API listener uses unless configured otherwise. */
  public static HttpLimits standard() {
    return new HttpLimits(
        BODY_BYTES,
        64L << 20,
        16 << 10,
        1_024,
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60));
  }

  /** For listeners that take no bodies and few clients. */
  public static HttpLimits small() {
    return new HttpLimits(
        1 << 10,
        1L << 20,
        8 << 10,
        32,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20));
  }

  /** For a listener that anyone may reach: requests are short, answers may be long. */
  public static HttpLimits publication() {
    return new HttpLimits(
        16 << 10,
        4L << 20,
        16 << 10,
        1_024,
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20));
  }

  private static void requireRange(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be from " + least + " to " + most + ": " + value);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofHours(24)) > 0) {
      throw new IllegalArgumentException(name + " must be from a millisecond to a day: " + value);
    }
  }
}
