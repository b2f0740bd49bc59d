package network.cairn.node.exchange.bitswap;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import network.cairn.libp2p.host.Stream;

/// The messages that arrive on one stream, one after another.
///
/// A message that promises much gets one mebibyte at first, as much as an honest one needs, and
/// more only as its bytes come.
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

  /// Reads the message that has begun.
  ///
  /// @throws InvalidMessage if its length is over the limit or no length
  byte[] message(int first) throws IOException {
    stream.deadline(MESSAGE_TIMEOUT);
    int length = length(first);
    byte[] bytes = new byte[Math.min(length, FIRST_BUFFER)];
    int at = 0;
    while (at < length) {
      if (at == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(length, 4 * bytes.length));
      }
      int n = stream.read(bytes, at, bytes.length - at);
      if (n < 0) {
        throw new EOFException("the stream ended within a message");
      }
      at += n;
      progress.run();
    }
    return bytes;
  }

  private int length(int first) throws IOException {
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
