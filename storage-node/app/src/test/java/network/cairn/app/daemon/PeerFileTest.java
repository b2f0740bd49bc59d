package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peerstore.Peerstore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PeerFileTest {
  private static final PeerId PEER =
      PeerId.parse("12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA");
  private static final PeerId SELF = PeerId.parse("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N");
  private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/192.0.2.1/tcp/4001");

  @TempDir static Path home;

  private static byte[] saved() throws IOException {
    Peerstore store = new Peerstore(4000);
    store.addAddresses(PEER, List.of(ADDRESS), false);
    store.addAddresses(SELF, List.of(ADDRESS), false);
    new PeerFile(home).save(store, SELF);
    return Files.readAllBytes(home.resolve("peers"));
  }

  private static Peerstore loaded(byte[] bytes) throws IOException {
    Files.write(home.resolve("peers"), bytes);
    Peerstore store = new Peerstore(4000);
    new PeerFile(home).load(store);
    return store;
  }

  @Test
  void remembersOthersAndNotItself() throws IOException {
    Peerstore store = loaded(saved());
    assertThat(store.addresses(PEER)).containsExactly(ADDRESS);
    assertThat(store.peers()).containsExactly(PEER);
  }

  @Test
  void leavesOutALineThatIsNoText() throws IOException {
    leavesOut(new byte[] {(byte) 0x87, ' ', (byte) 0xff, '\n'});
  }

  @Test
  void leavesOutALineOfBlanks() throws IOException {
    leavesOut("  \n".getBytes(StandardCharsets.UTF_8));
    leavesOut("\n".getBytes(StandardCharsets.UTF_8));
  }

  private static void leavesOut(byte[] line) throws IOException {
    byte[] good = saved();
    byte[] bytes = Arrays.copyOf(line, line.length + good.length);
    System.arraycopy(good, 0, bytes, line.length, good.length);
    assertThat(loaded(bytes).peers()).containsExactly(PEER);
  }

  @FuzzTest(maxDuration = "10s")
  void anyFileIsReadAndNoneStopsTheNode(byte[] data) throws IOException {
    byte[] good = (PEER + " " + ADDRESS + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOf(good, good.length + data.length);
    System.arraycopy(data, 0, bytes, good.length, data.length);
    assertThat(loaded(bytes).peers()).contains(PEER);
  }
}
