package network.cairn.ipld.car;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;

/// A buffered stream with a position and an end; small reads come from the buffer, large ones go
/// past it.
final class CarInput {
  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int filled;
  private long position;
  private long limit = Long.MAX_VALUE;
  private boolean limited;

  CarInput(InputStream in) {
    this.in = in;
  }

  /// Bytes from the start of the stream to the next one read.
  long position() {
    return position;
  }

  /// Ends the input at this position; a stream that ends before it is torn.
  void limit(long end) {
    limit = end;
    limited = true;
  }

  /// Lets nothing more be read.
  void stop() {
    limit = position;
  }

  /// A varint; empty at the end of the input.
  OptionalLong varint() throws IOException {
    long start = position;
    if (position == limit) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      if (!require(1)) {
        if (shift == 0 && !limited) {
          return OptionalLong.empty();
        }
        throw new InvalidCar("cut off in a length", start);
      }
      byte b = buffer[at++];
      position++;
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        if (b == 0 && shift > 0) {
          throw new InvalidCar("length is not a minimal varint", start);
        }
        return OptionalLong.of(value);
      }
    }
    throw new InvalidCar("length is no varint of 63 bits", start);
  }

  /// Shows the next `count` bytes without reading them; `count` is at most the buffer's size.
  ByteBuffer peek(int count, long section) throws IOException {
    if (!require(count)) {
      throw torn(section);
    }
    return ByteBuffer.wrap(buffer, at, count);
  }

  /// Passes bytes that were shown.
  void skip(int count) {
    at += count;
    position += count;
  }

  void skipTo(long target) throws IOException {
    while (position < target) {
      int step = (int) Math.min(target - position, BUFFER);
      peek(step, position);
      skip(step);
    }
  }

  /// Reads exactly `count` bytes into an array of their own.
  byte[] read(int count, long section) throws IOException {
    if (count > limit - position) {
      throw torn(section);
    }
    int held = Math.min(count, filled - at);
    if (held == count) {
      byte[] bytes = Arrays.copyOfRange(buffer, at, at + count);
      skip(count);
      return bytes;
    }
    byte[] bytes = new byte[count];
    System.arraycopy(buffer, at, bytes, 0, held);
    skip(held);
    int got = in.readNBytes(bytes, held, count - held);
    position += got;
    if (held + got < count) {
      throw torn(section);
    }
    return bytes;
  }

  /// Makes `count` bytes available in the buffer; false if the input ends before.
  private boolean require(int count) throws IOException {
    if (count > limit - position) {
      return false;
    }
    if (filled - at >= count) {
      return true;
    }
    System.arraycopy(buffer, at, buffer, 0, filled - at);
    filled -= at;
    at = 0;
    while (filled < count) {
      int got = in.read(buffer, filled, BUFFER - filled);
      if (got < 0) {
        return false;
      }
      filled += got;
    }
    return true;
  }

  private static InvalidCar torn(long section) {
    return new InvalidCar("cut off inside the section", section);
  }
}
