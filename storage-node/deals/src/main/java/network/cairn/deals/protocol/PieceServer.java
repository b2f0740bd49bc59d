package network.cairn.deals.protocol;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import network.cairn.base.time.Scheduler;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.ledger.proof.InvalidPieceCid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamBounds;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.peer.PeerId;

/// Serves `/cairn/piece/1.0.0`: one range per stream, at most 2 streams of a peer, 8 of a network
/// and 64 in all, each ended after 30 s without progress or below the [LeastRate], all together
/// within a rate.
public final class PieceServer implements AutoCloseable {
  /// The protocol's id.
  public static final String PROTOCOL = "/cairn/piece/1.0.0";

  static final Duration IDLE = Duration.ofSeconds(30);
  private static final StreamBounds BOUNDS =
      new StreamBounds("piece", 2, 8, 64, Duration.ofSeconds(10));
  private static final int CHUNK = 64 * 1024;

  private final Host host;
  private final Scheduler scheduler;
  private final RateLimit rate;
  private final List<PieceAccess> doors = new CopyOnWriteArrayList<>();

  private PieceServer(Host host, Scheduler scheduler, long bytesPerSecond) {
    this.host = host;
    this.scheduler = scheduler;
    this.rate = new RateLimit(scheduler, bytesPerSecond);
  }

  /// @param bytesPerSecond of all streams together, at least 64 KiB
  public static PieceServer start(Host host, Scheduler scheduler, long bytesPerSecond) {
    PieceServer server = new PieceServer(host, scheduler, bytesPerSecond);
    host.handle(PROTOCOL, BOUNDS, server::serve);
    return server;
  }

  /// Adds somebody who may grant pieces; the first who does serves.
  public void add(PieceAccess access) {
    doors.add(access);
  }

  public void remove(PieceAccess access) {
    doors.remove(access);
  }

  private void serve(Stream stream) throws IOException, InterruptedException {
    stream.deadline(IDLE);
    PieceRequest request = DealCodec.readPieceRequest(stream.input());
    boolean admitted = stream.admit();
    stream.deadline(IDLE);
    if (admitted) {
      answer(stream, request);
    } else {
      refuse(stream, PieceStatus.BUSY);
    }
    // Whoever has seen the end of a stream may open the next one at once.
    stream.rest();
    stream.closeWrite();
  }

  private void answer(Stream stream, PieceRequest request)
      throws IOException, InterruptedException {
    Optional<PieceBytes> granted = grant(stream.remotePeer(), request);
    if (granted.isEmpty()) {
      refuse(stream, PieceStatus.FORBIDDEN);
      return;
    }
    PieceBytes piece = granted.get();
    long offset = request.offset();
    if (offset < 0 || offset >= piece.size() || request.length() < 1) {
      refuse(stream, PieceStatus.RANGE);
      return;
    }
    long length = Math.min(request.length(), piece.size() - offset);
    DealCodec.write(stream, new PieceResponse(PieceStatus.OK, length));
    piece.writeTo(new Paced(stream), offset, length);
  }

  private Optional<PieceBytes> grant(PeerId peer, PieceRequest request) {
    PieceCid piece;
    try {
      piece = PieceCid.decode(request.piece().toByteArray());
    } catch (InvalidPieceCid e) {
      return Optional.empty();
    }
    return doors.stream().flatMap(door -> door.open(peer, piece).stream()).findFirst();
  }

  private static void refuse(Stream stream, PieceStatus status) throws IOException {
    DealCodec.write(stream, new PieceResponse(status, 0));
  }

  @Override
  public void close() {
    host.unhandle(PROTOCOL);
  }

  /// Writes in chunks, each within the rate and with an idle deadline of its own; ends a reader who
  /// takes less than the least rate.
  private final class Paced extends OutputStream {
    private final Stream stream;
    private final LeastRate least = new LeastRate();

    Paced(Stream stream) {
      this.stream = stream;
    }

    @Override
    public void write(int single) throws IOException {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int at = offset, left = length; left > 0; ) {
        int step = Math.min(left, CHUNK);
        rate.take(step);
        stream.deadline(IDLE);
        long begun = scheduler.nanoTime();
        stream.write(bytes, at, step);
        if (!least.holds(scheduler.nanoTime() - begun, step, 0)) {
          throw new StreamTimeout("the reader takes less than the least rate");
        }
        at += step;
        left -= step;
      }
    }
  }
}
