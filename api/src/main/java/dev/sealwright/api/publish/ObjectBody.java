package dev.sealwright.api.publish;

import dev.sealwright.api.http.StreamedBody;
import dev.sealwright.engine.bucket.PublicObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Some bytes of an open object, which it owns. */
record ObjectBody(PublicObject object, long from, long length) implements StreamedBody {
  private static final int BLOCK = 1 << 16;

  @Override
  public void writeTo(OutputStream out) throws IOException {
    ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, Math.max(length, 1)));
    long done = 0;
    while (done < length) {
      block.clear().limit((int) Math.min(block.capacity(), length - done));
      int got = object.read(block, from + done);
      if (got < 0) {
        throw new IOException("the object is shorter than it was");
      }
      out.write(block.array(), 0, got);
      done += got;
    }
  }

  @Override
  public void close() {
    object.close();
  }
}
