package network.cairn.libp2p.kad;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamBounds;

/// Messages on streams: each with its length before it. Stateless.
///
/// Bounds: a request 64 KiB, an answer 4 MiB as go-libp2p's, of which room is made as it comes, and
/// of those above 256 KiB [#LARGE_AT_ONCE] at once; 10 s for a message that has begun, a minute
/// between two; places of streams as docs/protocol.md §8 says.
final class KadStreams {
  static final int MAX_REQUEST = 64 * 1024;

  /// Others tell all providers that they know, with all addresses.
  static final int MAX_RESPONSE = 4 << 20;

  /// Forty peers and a hundred providers with sixteen usual addresses each take half of it.
  static final int USUAL_RESPONSE = 256 * 1024;

  static final int LARGE_AT_ONCE = 2;

  static final Duration MESSAGE = Duration.ofSeconds(10);
  static final Duration IDLE = Duration.ofMinutes(1);
  static final StreamBounds BOUNDS = new StreamBounds("kad", 16, 64, 256, MESSAGE);

  private static final int CHUNK = 16 * 1024;

  private KadStreams() {}

  /// What answers a request.
  interface Answerer {
    Optional<KadMessage> answer(KadMessage request) throws IOException;
  }

  /// Serves requests until the peer ends the stream; a bad one resets it.
  static void serve(Stream stream, Answerer answerer) throws IOException {
    stream.deadline(MESSAGE);
    for (Optional<byte[]> next = read(stream, MAX_REQUEST);
        next.isPresent();
        next = read(stream, MAX_REQUEST)) {
      stream.admitOrReset();
      stream.deadline(MESSAGE);
      Optional<KadMessage> answer = answerer.answer(KadCodec.decode(next.get()));
      if (answer.isPresent()) {
        write(stream, answer.get());
      }
      stream.rest();
      stream.deadline(IDLE);
    }
  }

  static void write(Stream stream, KadMessage message) throws IOException {
    byte[] body = KadCodec.encode(message);
    byte[] length = Varint.encode(body.length);
    byte[] frame = new byte[length.length + body.length];
    System.arraycopy(length, 0, frame, 0, length.length);
    System.arraycopy(body, 0, frame, length.length, body.length);
    stream.write(frame, 0, frame.length);
  }

  /// The next message's bytes; empty at the end of the stream.
  ///
  /// @throws IOException if it is over the bound, cut off, or of no length
  static Optional<byte[]> read(Stream stream, int most) throws IOException {
    OptionalInt length = length(stream, most);
    return length.isEmpty() ? Optional.empty() : Optional.of(body(stream, length.getAsInt()));
  }

  /// The bytes of an answer.
  ///
  /// @param large places for those above [#USUAL_RESPONSE]
  /// @throws NoRoom if there is none left, which says nothing about the peer
  static byte[] readAnswer(Stream stream, Semaphore large) throws IOException {
    int length =
        length(stream, MAX_RESPONSE)
            .orElseThrow(() -> new EOFException("the stream ended without an answer"));
    if (length <= USUAL_RESPONSE) {
      return body(stream, length);
    }
    if (!large.tryAcquire()) {
      throw new NoRoom();
    }
    try {
      return body(stream, length);
    } finally {
      large.release();
    }
  }

  /// An answer is not read, because enough large ones are.
  static final class NoRoom extends IOException {
    private static final long serialVersionUID = 1L;

    NoRoom() {
      super("enough large answers are being read");
    }
  }

  private static OptionalInt length(Stream stream, int most) throws IOException {
    byte[] one = new byte[1];
    try {
      return OptionalInt.of(
          (int) Varint.read(() -> stream.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff, most));
    } catch (EOFException _) {
      return OptionalInt.empty();
    } catch (InvalidVarint e) {
      throw new IOException("the length of a DHT message: " + e.getMessage(), e);
    }
  }

  private static byte[] body(Stream stream, int length) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(Math.min(length, CHUNK));
    byte[] chunk = new byte[Math.min(length, CHUNK)];
    while (body.size() < length) {
      int n = stream.read(chunk, 0, Math.min(chunk.length, length - body.size()));
      if (n < 0) {
        throw new EOFException("the stream ended within a DHT message");
      }
      body.write(chunk, 0, n);
    }
    return body.toByteArray();
  }
}
