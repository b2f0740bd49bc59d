package network.cairn.base.varint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// Unsigned varints: little-endian groups of seven bits, shortest form only, at most nine bytes
/// (0..2^63-1).
///
/// Specification: multiformats/unsigned-varint. Stateless and thread-safe.
public final class Varint {
  /// The longest form, in bytes.
  public static final int MAX_LENGTH = 9;

  private Varint() {}

  /// Reads one number and moves the buffer's position behind it.
  ///
  /// @throws InvalidVarint if the form is cut off, too long or not minimal; the position is then
  ///   undefined
  public static long read(ByteBuffer buffer) {
    long value = 0;
    for (int i = 0; i < MAX_LENGTH; i++) {
      if (!buffer.hasRemaining()) {
        throw new InvalidVarint("varint cut off after " + i + " bytes");
      }
      byte b = buffer.get();
      value |= (b & 0x7fL) << (7 * i);
      if (b >= 0) {
        return minimal(value, b, i);
      }
    }
    throw tooLong();
  }

  /// Reads one number from a stream, not one byte more.
  ///
  /// @throws EOFException if the stream ends before the first byte
  /// @throws InvalidVarint if the form is cut off, too long or not minimal
  public static long read(InputStream in) throws IOException {
    return read(in::read, Long.MAX_VALUE);
  }

  /// Where single octets come from.
  @FunctionalInterface
  public interface Octets {
    /// The next octet, 0 to 255; -1 at the end.
    int next() throws IOException;
  }

  /// Reads one number of at most `max`, not one octet more and none that only a greater number has.
  ///
  /// @throws EOFException if there is no first octet
  /// @throws InvalidVarint if the form is cut off, too long or not minimal, or the number greater
  public static long read(Octets in, long max) throws IOException {
    int most = length(max);
    long value = 0;
    for (int i = 0; i < most; i++) {
      int b = in.next();
      if (b < 0) {
        if (i == 0) {
          throw new EOFException("stream ended where a varint was expected");
        }
        throw new InvalidVarint("varint cut off after " + i + " bytes");
      }
      value |= (b & 0x7fL) << (7 * i);
      if (b < 0x80) {
        return bounded(minimal(value, b, i), max);
      }
    }
    throw most == MAX_LENGTH ? tooLong() : new InvalidVarint("number is over " + max);
  }

  private static long bounded(long value, long max) {
    if (value > max) {
      throw new InvalidVarint("number " + value + " is over " + max);
    }
    return value;
  }

  private static long minimal(long value, int last, int index) {
    if (last == 0 && index > 0) {
      throw new InvalidVarint("varint is not the shortest form of " + value);
    }
    return value;
  }

  private static InvalidVarint tooLong() {
    return new InvalidVarint("varint is longer than " + MAX_LENGTH + " bytes");
  }

  /// The number of bytes of a value's form, 1 to 9.
  public static int length(long value) {
    requireUnsigned63(value);
    return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
  }

  /// Writes a value at the buffer's position.
  public static void write(ByteBuffer buffer, long value) {
    requireUnsigned63(value);
    long rest = value;
    while (rest > 0x7f) {
      buffer.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  /// Writes a value to a stream in one call.
  public static void write(OutputStream out, long value) throws IOException {
    out.write(encode(value));
  }

  /// The shortest form of a value.
  public static byte[] encode(long value) {
    byte[] bytes = new byte[length(value)];
    write(ByteBuffer.wrap(bytes), value);
    return bytes;
  }

  private static void requireUnsigned63(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("no varint form: " + value + " is negative");
    }
  }
}
