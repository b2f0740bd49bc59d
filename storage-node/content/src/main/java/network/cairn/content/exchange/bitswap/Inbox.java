package network.cairn.content.exchange.bitswap;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import network.cairn.libp2p.host.Stream;

/// The messages that arrive on one stream, one after another.
///
/// A message that promises a large block gets one mebibyte for it at once, as much as an honest one
/// needs; what is larger gets room only as its bytes come.
final class Inbox {
  /// How long a message, once begun, may take.
  private static final Duration MESSAGE_TIMEOUT = Duration.ofMinutes(2);

  private static final int FIRST_BUFFER = 1024 * 1024 + 64 * 1024;

  private final Stream stream;
  private final Runnable progress;
  private final byte[] octet = new byte[1];

  /// @param progress told whenever bytes have come
  Inbox(Stream stream, Runnable progress) {
    this.stream = stream;
    this.progress = progress;
  }

  /// Waits for the next message to begin.
  ///
  /// @return the first octet of its length, or -1 at the end of the stream
  int begin() throws IOException {
    stream.deadline(Duration.ZERO);
    return stream.read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
  }

  /// Reads the rest of the length of the message that has begun, which has a time from then on.
  ///
  /// @throws InvalidMessage if it is over the limit or no length
  int length(int first) throws IOException {
    stream.deadline(MESSAGE_TIMEOUT);
    return rest(first);
  }

  /// Reads and decodes a message.
  ///
  /// @throws InvalidMessage if it is none
  Message message(int length, MessageCodec codec) throws IOException {
    stream.deadline(MESSAGE_TIMEOUT);
    return codec.decode(new Body(length), length);
  }

  /// The bytes of one message, no further.
  private final class Body extends InputStream {
    private int left;

    Body(int length) {
      left = length;
    }

    @Override
    public int read(byte[] to, int offset, int wanted) throws IOException {
      if (left == 0) {
        return wanted == 0 ? 0 : -1;
      }
      int n = stream.read(to, offset, Math.min(wanted, left));
      if (n < 0) {
        throw new EOFException("the stream ended within a message");
      }
      left -= n;
      progress.run();
      return n;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /// What may be made room for before it has come.
    @Override
    public int available() {
      return Math.min(left, FIRST_BUFFER);
    }
  }

  private int rest(int first) throws IOException {
    long length = first & 0x7f;
    int last = first;
    for (int shift = 7; (last & 0x80) != 0; shift += 7) {
      if (shift > 21) {
        throw new InvalidMessage("a message length that does not end");
      }
      if (stream.read(octet, 0, 1) < 0) {
        throw new EOFException("the stream ended within a length");
      }
      last = octet[0] & 0xff;
      length |= (long) (last & 0x7f) << shift;
    }
    if (length > MessageCodec.MAX_MESSAGE) {
      throw new InvalidMessage(
          "a message of " + length + " bytes is over the limit of " + MessageCodec.MAX_MESSAGE);
    }
    return (int) length;
  }
}
