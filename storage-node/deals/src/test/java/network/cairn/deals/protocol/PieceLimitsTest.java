package network.cairn.deals.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.ledger.proof.CommP;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bounds of the piece protocol over streams in memory: streams in all, the rate, and what a client
/// takes from a server that lies.
@Timeout(60)
final class PieceLimitsTest {
  private static final PeerId SERVER = peer(1);
  private static final PieceCid PIECE = piece();

  private final MemoryHost.Network network = new MemoryHost.Network();
  private final MemoryHost server = network.host(SERVER);
  private final PieceClient client = new PieceClient(network.host(peer(2)));

  /// For a chunk of 64 KiB: 2.6 KiB/s.
  private static final Duration SLOW = Duration.ofSeconds(25);

  private static PeerId peer(int seed) {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, new SplittableRandom(seed)).publicKey());
  }

  private static PieceCid piece() {
    CommP commP = new CommP();
    commP.update(new byte[1_000], 0, 1_000);
    return commP.finish();
  }

  private static PieceBytes zeros(long size) {
    return new PieceBytes() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public void writeTo(OutputStream out, long offset, long length) throws IOException {
        out.write(new byte[(int) length]);
      }
    };
  }

  private static byte[] request(long offset, long length) throws IOException {
    MemoryStream stream = new MemoryStream(SERVER, _ -> new byte[0]);
    DealCodec.write(stream, new PieceRequest(ByteString.copyFrom(PIECE.encode()), offset, length));
    return stream.answer();
  }

  private MemoryStream serve(int from, long offset, long length)
      throws IOException, InterruptedException {
    return server.serve(PieceServer.PROTOCOL, peer(from), request(offset, length));
  }

  private static PieceStatus status(MemoryStream stream) throws IOException {
    return DealCodec.readPieceResponse(new ByteArrayInputStream(stream.answer())).status();
  }

  @Test
  void saysThatItIsBusyWhereNoPlaceIsFree() throws Exception {
    PieceServer.start(server, new RealScheduler(), 1L << 30)
        .add((_, _) -> Optional.of(zeros(1_000)));
    MemoryStream full = MemoryStream.refusing(peer(9), request(0, 10));
    server.handler(PieceServer.PROTOCOL).handle(full);
    assertThat(status(full)).isEqualTo(PieceStatus.BUSY);
    assertThat(full.isEnded()).isTrue();
    assertThat(status(serve(9, 0, 10))).isEqualTo(PieceStatus.OK);
  }

  @Test
  void endsAReaderWhoTakesLessThanTheLeastRate() {
    SimScheduler sim = new SimScheduler(6);
    sim.run(() -> {
      PieceServer.start(server, sim, 1L << 30).add((_, _) -> Optional.of(zeros(100L << 20)));
      long begun = sim.nanoTime();
      MemoryStream slow =
          MemoryStream.paced(peer(9), request(0, 100L << 20), () -> sim.sleep(SLOW));
      assertThatThrownBy(() -> server.handler(PieceServer.PROTOCOL).handle(slow))
          .hasMessageContaining("least rate");
      assertThat(Duration.ofNanos(sim.nanoTime() - begun))
          .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2));
    });
  }

  @Test
  void freesItsPlaceWhenAPieceCannotBeRead() throws Exception {
    PieceServer.start(server, new RealScheduler(), 1L << 30)
        .add((_, _) ->
            Optional.of(
                new PieceBytes() {
                  @Override
                  public long size() {
                    return 100;
                  }

                  @Override
                  public void writeTo(OutputStream out, long offset, long length)
                      throws IOException {
                    throw new IOException("the disk is broken");
                  }
                }));
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> serve(3, 0, 10)).hasMessage("the disk is broken");
    }
  }

  @Test
  void sendsChunksWithinTheRateEachWithADeadlineOfItsOwn() {
    SimScheduler sim = new SimScheduler(5);
    int rate = 256 * 1024;
    sim.run(() -> {
      PieceServer.start(server, sim, rate).add((_, _) -> Optional.of(zeros(4L * rate)));
      long begun = sim.nanoTime();
      MemoryStream stream = serve(3, 0, 2L * rate);
      assertThat(Duration.ofNanos(sim.nanoTime() - begun)).isEqualTo(Duration.ofMillis(1_750));
      assertThat(stream.deadlines()).hasSize(1 + 1 + 8).containsOnly(Duration.ofSeconds(30));
      assertThat(stream.isEnded()).isTrue();
    });
  }

  @Test
  void asksTheNextWhoMayGrantAndNobodyWhoWasRemoved() throws Exception {
    PieceServer pieces = PieceServer.start(server, new RealScheduler(), 1L << 30);
    PieceAccess none = (_, _) -> Optional.empty();
    PieceAccess all = (_, _) -> Optional.of(zeros(1_000));
    pieces.add(none);
    assertThat(status(serve(3, 0, 1))).isEqualTo(PieceStatus.FORBIDDEN);
    pieces.add(all);
    assertThat(status(serve(3, 0, 1))).isEqualTo(PieceStatus.OK);
    pieces.remove(all);
    assertThat(status(serve(3, 0, 1))).isEqualTo(PieceStatus.FORBIDDEN);
    pieces.close();
    assertThat(server.protocols()).isEmpty();
  }

  private void answering(long length, int bytes) {
    server.handle(
        PieceServer.PROTOCOL,
        stream -> {
          DealCodec.readPieceRequest(stream.input());
          DealCodec.write(stream, new PieceResponse(PieceStatus.OK, length));
          stream.write(new byte[bytes], 0, bytes);
        });
  }

  @Test
  void takesTheLengthItAskedForAndNoOther() throws Exception {
    answering(999, 999);
    assertThatThrownBy(() -> client.open(SERVER, PIECE, 0))
        .isInstanceOf(InvalidFrame.class)
        .hasMessageContaining("999 bytes, not 1000");
    answering(1_000, 1_000);
    try (InputStream in = client.open(SERVER, PIECE, 0)) {
      assertThat(in.read()).isZero();
      assertThat(in.readAllBytes()).hasSize(999);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void saysWhenTheBytesEndEarlyOrGoOn() throws Exception {
    answering(1_000, 400);
    try (InputStream in = client.open(SERVER, PIECE, 0)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("600 bytes early");
    }
    answering(1_000, 1_001);
    try (InputStream in = client.open(SERVER, PIECE, 0)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(InvalidFrame.class)
          .hasMessageContaining("more than the range");
    }
  }
}
