package network.cairn.deals.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import network.cairn.base.time.RealScheduler;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.ledger.proof.CommP;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PieceServerTest {
  private static final Duration SOON = Duration.ofSeconds(50);

  private final byte[] content = Property.bytes(new Random(3), 300_000);
  private final CountDownLatch open = new CountDownLatch(1);
  private boolean slow;
  private Host server;
  private Host client;
  private PieceCid piece;

  @BeforeEach
  void start() throws Exception {
    server = host(1);
    client = host(2);
    client.connect(server.listenAddresses().getFirst().withPeer(server.id()), SOON);
    CommP commP = new CommP();
    commP.update(content, 0, content.length);
    piece = commP.finish();
    PieceServer.start(server, new RealScheduler(), 1L << 30)
        .add((_, cid) -> cid.equals(piece) ? Optional.of(bytes()) : Optional.empty());
  }

  private PieceBytes bytes() {
    return new PieceBytes() {
      @Override
      public long size() {
        return content.length;
      }

      @Override
      public void writeTo(OutputStream out, long offset, long length) throws IOException {
        try {
          if (slow && !open.await(50, TimeUnit.SECONDS)) {
            throw new IOException("nobody opened");
          }
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        out.write(content, (int) offset, (int) length);
      }
    };
  }

  private static Host host(int seed) throws IOException {
    Host host =
        HostBuilder.tcp(PrivateKey.generate(KeyType.ED25519, new SplittableRandom(seed))).build();
    host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
    return host;
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private Stream ask(byte[] cid, long offset, long length) throws Exception {
    Stream stream = client.open(server.id(), List.of(PieceServer.PROTOCOL), SOON);
    stream.deadline(SOON);
    DealCodec.write(stream, new PieceRequest(ByteString.copyFrom(cid), offset, length));
    stream.closeWrite();
    return stream;
  }

  private PieceResponse head(Stream stream) throws IOException {
    return DealCodec.readPieceResponse(stream.input());
  }

  @Test
  void givesExactlyTheRangeAndThenEnds() throws Exception {
    for (long offset : new long[] {0, 1, 150_000, 299_999}) {
      try (InputStream in = new PieceClient(client).open(server.id(), piece, offset)) {
        byte[] got = in.readAllBytes();
        assertThat(got)
            .isEqualTo(java.util.Arrays.copyOfRange(content, (int) offset, content.length));
      }
    }
    try (Stream stream = ask(piece.encode(), 10, 20)) {
      assertThat(head(stream).length()).isEqualTo(20);
      assertThat(stream.input().readAllBytes())
          .isEqualTo(java.util.Arrays.copyOfRange(content, 10, 30));
    }
    try (Stream stream = ask(piece.encode(), 299_990, Long.MAX_VALUE)) {
      assertThat(head(stream).length()).isEqualTo(10);
      assertThat(stream.input().readAllBytes()).hasSize(10);
    }
  }

  @Test
  void refusesRangesOutsideThePiece() throws Exception {
    long[][] ranges = {{300_000, 1}, {0, 0}, {-1, 5}, {Long.MAX_VALUE, 1}, {5, -1}};
    for (long[] range : ranges) {
      try (Stream stream = ask(piece.encode(), range[0], range[1])) {
        assertThat(head(stream).status()).isEqualTo(PieceStatus.RANGE);
        assertThat(stream.input().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void refusesPiecesThatNobodyGrants() throws Exception {
    CommP commP = new CommP();
    commP.update(new byte[500], 0, 500);
    for (byte[] name : List.of(commP.finish().encode(), new byte[0], new byte[300])) {
      try (Stream stream = ask(name, 0, 1)) {
        assertThat(head(stream).status()).isEqualTo(PieceStatus.FORBIDDEN);
        assertThat(stream.input().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void servesAPeerTwoStreamsAtATime() throws Exception {
    slow = true;
    List<Stream> taken = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Stream stream = ask(piece.encode(), 0, 10);
      assertThat(head(stream).status()).isEqualTo(PieceStatus.OK);
      taken.add(stream);
    }
    try (Stream third = ask(piece.encode(), 0, 10)) {
      assertThat(head(third).status()).isEqualTo(PieceStatus.BUSY);
    }
    open.countDown();
    for (Stream stream : taken) {
      assertThat(stream.input().readAllBytes()).hasSize(10);
      stream.close();
    }
  }

  @Test
  void saysWhyAPieceIsRefused() {
    CommP commP = new CommP();
    commP.update(new byte[500], 0, 500);
    assertThatThrownBy(() -> new PieceClient(client).open(server.id(), commP.finish(), 0))
        .isInstanceOf(PieceClient.PieceRefused.class)
        .hasMessageContaining("FORBIDDEN");
  }
}
