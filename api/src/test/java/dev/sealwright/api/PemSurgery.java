package dev.sealwright.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;

/** Takes PEM blocks apart and puts them together again, not always as they were. */
final class PemSurgery {
  private PemSurgery() {}

  /** The DER of the only block. */
  static byte[] der(SdkBytes pem) {
    String body =
        pem.asUtf8String()
            .lines()
            .filter(line -> !line.startsWith("-----"))
            .collect(Collectors.joining());
    return Base64.getDecoder().decode(body);
  }

  static SdkBytes pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return SdkBytes.fromByteArray(
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(label, body, label)
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** The same block with one bit of its DER turned over. */
  static SdkBytes flipped(String label, byte[] der, int at, int mask) {
    byte[] changed = der.clone();
    changed[at] ^= (byte) mask;
    return pem(label, changed);
  }

  /** Well-formed DER that is no structure anyone asked for: parsers stumble late over it. */
  static List<byte[]> misfits() {
    return List.of(
            "0500", // NULL
            "020101", // INTEGER
            "0400", // OCTET STRING
            "3000", // SEQUENCE {}
            "3100", // SET {}
            "a000", // [0] {}
            "3003020101", // SEQUENCE { INTEGER }
            "3009020100020101020102", // SEQUENCE { INTEGER, INTEGER, INTEGER }
            "30063000300003 0100".replace(" ", ""), // SEQUENCE { {}, {}, BIT STRING }
            "300b3003020100300003020000", // SEQUENCE { { INTEGER }, {}, BIT STRING }
            "3011300d02010030003000a000300003020000") // the shape of a request, hollow
        .stream()
        .map(HexFormat.of()::parseHex)
        .toList();
  }
}
