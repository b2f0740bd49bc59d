package network.cairn.deals.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.base.time.RealScheduler;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.ledger.proof.CommP;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;

/// Who sends a piece may say nothing else for hours: its connection is no idle one.
final class PieceClientTest {
  private final MemoryHost.Network network = new MemoryHost.Network();
  private final MemoryHost client = network.host(id(1));
  private final MemoryHost server = network.host(id(2));

  private static PeerId id(int seed) {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, new SplittableRandom(seed)).publicKey());
  }

  private static PieceCid piece(int size) {
    CommP sum = new CommP();
    sum.update(new byte[size], 0, size);
    return sum.finish();
  }

  @Test
  void keepsAPeerWhileAPieceIsReadFromIt() throws Exception {
    client.connect(
        server.listenAddresses().getFirst().withPeer(server.id()), Duration.ofSeconds(1));
    PieceCid here = piece(1_000);
    PieceServer.start(server, new RealScheduler(), 1L << 30)
        .add((_, cid) -> cid.equals(here) ? Optional.of(zeros()) : Optional.empty());
    PieceClient pieces = new PieceClient(client);
    try (InputStream first = pieces.open(server.id(), here, 0)) {
      try (InputStream second = pieces.open(server.id(), here, 500)) {
        assertThat(second.readAllBytes()).hasSize(500);
        assertThat(client.keeps(server.id())).isTrue();
      }
      assertThat(client.keeps(server.id())).as("the first is still read").isTrue();
      assertThat(first.read()).isZero();
    }
    assertThat(client.keeps(server.id())).isFalse();
    assertThatThrownBy(() -> pieces.open(server.id(), piece(2_000), 0))
        .isInstanceOf(PieceClient.PieceRefused.class);
    assertThat(client.keeps(server.id())).isFalse();
  }

  private static PieceBytes zeros() {
    return new PieceBytes() {
      @Override
      public long size() {
        return 1_000;
      }

      @Override
      public void writeTo(OutputStream out, long offset, long length) throws IOException {
        out.write(new byte[(int) length]);
      }
    };
  }
}
