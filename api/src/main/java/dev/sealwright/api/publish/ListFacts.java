package dev.sealwright.api.publish;

import dev.sealwright.engine.bucket.PublicObject;
import dev.sealwright.engine.x509.CrlHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What is known of one version of a list.
 *
 * @param digest of its bytes, in hexadecimal
 */
record ListFacts(String digest, CrlHead head) {
  private static final int BLOCK = 1 << 16;

  /** Reads the object through; nothing when it is no list. */
  static Optional<ListFacts> of(PublicObject object) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    MessageDigest sha256 = Digests.sha256();
    Optional<CrlHead> head = Optional.empty();
    long at = 0;
    while (at < object.size()) {
      fill(object, block.clear(), at);
      if (at == 0) {
        byte[] first = Arrays.copyOf(block.array(), Math.min(block.limit(), CrlHead.LONGEST));
        head = CrlHead.read(first, object.size());
        if (head.isEmpty()) {
          return Optional.empty();
        }
      }
      at += block.remaining();
      sha256.update(block);
    }
    return head.map(
        found -> new ListFacts(HexFormat.of().formatHex(sha256.digest(), 0, 16), found));
  }

  private static void fill(PublicObject object, ByteBuffer block, long at) throws IOException {
    while (block.hasRemaining() && object.read(block, at + block.position()) >= 0) {
      // Until the block is full or the object ends.
    }
    block.flip();
    if (!block.hasRemaining()) {
      throw new IOException("the object is shorter than it was");
    }
  }
}
