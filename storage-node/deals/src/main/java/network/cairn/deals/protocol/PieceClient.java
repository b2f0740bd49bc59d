package network.cairn.deals.protocol;

import com.google.protobuf.ByteString;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.peer.PeerId;

/// Reads ranges of pieces by `/cairn/piece/1.0.0`. Thread-safe.
public final class PieceClient {
  private final Host host;
  private final AtomicLong opened = new AtomicLong();

  public PieceClient(Host host) {
    this.host = host;
  }

  /// Opens the range from `offset` to the piece's end; each read ends after 30 s without a byte.
  /// Nothing is checked but the length. The peer's connections are not trimmed until it is closed.
  ///
  /// @throws PieceRefused if the peer says no
  /// @throws IOException if it cannot be reached or answers nonsense
  public InputStream open(PeerId peer, PieceCid piece, long offset)
      throws IOException, InterruptedException {
    long length = piece.rawSize() - offset;
    Stream stream = host.open(peer, List.of(PieceServer.PROTOCOL), PieceServer.IDLE);
    String tag = "piece " + opened.incrementAndGet();
    host.protect(peer, tag);
    boolean open = false;
    try {
      stream.deadline(PieceServer.IDLE);
      ByteString name = ByteString.copyFrom(piece.encode());
      DealCodec.write(stream, new PieceRequest(name, offset, length));
      stream.closeWrite();
      PieceResponse response = DealCodec.readPieceResponse(stream.input());
      if (response.status() != PieceStatus.OK) {
        throw new PieceRefused(response.status());
      }
      if (response.length() != length) {
        throw new InvalidFrame("a range of " + response.length() + " bytes, not " + length);
      }
      open = true;
      return new Body(stream, length, PieceServer.IDLE, () -> host.unprotect(peer, tag));
    } finally {
      if (!open) {
        host.unprotect(peer, tag);
        stream.reset(StreamReset.NONE);
      }
    }
  }

  /// The peer does not give the piece.
  public static final class PieceRefused extends IOException {
    private static final long serialVersionUID = 1L;
    private final PieceStatus status;

    PieceRefused(PieceStatus status) {
      super("the peer answers " + status);
      this.status = status;
    }

    public PieceStatus status() {
      return status;
    }
  }

  /// Exactly the promised bytes. Who reads to the end has seen the server's too, and may ask it
  /// again at once.
  private static final class Body extends InputStream {
    private final Stream stream;
    private final Duration idle;
    private final Runnable closed;
    private long left;
    private boolean ended;

    Body(Stream stream, long length, Duration idle, Runnable closed) {
      this.stream = stream;
      this.left = length;
      this.idle = idle;
      this.closed = closed;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        end();
        return -1;
      }
      stream.deadline(idle);
      int got = stream.read(buffer, offset, (int) Math.min(length, left));
      if (got < 0) {
        throw new EOFException("the peer ended the range " + left + " bytes early");
      }
      left -= got;
      return got;
    }

    private void end() throws IOException {
      if (ended) {
        return;
      }
      stream.deadline(idle);
      if (stream.read(new byte[1], 0, 1) >= 0) {
        throw new InvalidFrame("the peer sends more than the range");
      }
      ended = true;
    }

    @Override
    public void close() {
      closed.run();
      if (left == 0) {
        stream.close();
      } else {
        stream.reset(StreamReset.NONE);
      }
    }
  }
}
