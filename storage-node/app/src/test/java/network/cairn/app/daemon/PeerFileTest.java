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

  private static PeerId peer(int number) {
    byte[] multihash = new byte[34];
    multihash[0] = 0x12;
    multihash[1] = 0x20;
    multihash[2] = (byte) (number >> 8);
    multihash[3] = (byte) number;
    return PeerId.decode(multihash);
  }

  private static Multiaddr address(int number) {
    return Multiaddr.parse("/ip4/192.0.2.1/tcp/" + (1000 + number));
  }

  private static Peerstore copy(Peerstore store) throws IOException {
    new PeerFile(home).save(store, SELF);
    Peerstore copy = new Peerstore(4000);
    new PeerFile(home).load(copy);
    return copy;
  }

  @Test
  void knowsNobodyWithoutAFile() throws IOException {
    Peerstore store = new Peerstore(10);
    assertThat(new PeerFile(home.resolve("nowhere")).load(store)).isZero();
    assertThat(store.peers()).isEmpty();
  }

  /// Else a store that is full would forget after each start those that it used last.
  @Test
  void keepsTheOrderInWhichPeersWereUsed() throws IOException {
    Peerstore store = new Peerstore(10);
    for (int i = 0; i < 5; i++) {
      store.addAddresses(peer(i), List.of(address(i)), false);
    }
    assertThat(copy(store).peers()).containsExactly(peer(0), peer(1), peer(2), peer(3), peer(4));
  }

  @Test
  void keepsTheOrderOfAddressesAndSixteenOfThem() throws IOException {
    Peerstore store = new Peerstore(10);
    for (int i = 0; i < 20; i++) {
      store.addAddresses(PEER, List.of(address(i)), false);
    }
    List<Multiaddr> best = store.addresses(PEER);
    assertThat(copy(store).addresses(PEER)).containsExactlyElementsOf(best.subList(0, 16));
  }

  @Test
  void namesTheTwoThousandUsedLast() throws IOException {
    Peerstore store = new Peerstore(4000);
    for (int i = 0; i < 2003; i++) {
      store.addAddresses(peer(i), List.of(ADDRESS), false);
    }
    List<PeerId> kept = copy(store).peers();
    assertThat(kept).hasSize(2000).startsWith(peer(3)).endsWith(peer(2002));
  }

  @Test
  void readsNoMoreThanTwoThousand() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2003; i++) {
      text.append(peer(i)).append(' ').append(ADDRESS).append('\n');
    }
    Peerstore store = loaded(text.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(store.peers()).hasSize(2000).contains(peer(0)).doesNotContain(peer(2000));
  }

  @Test
  void namesNobodyWithoutAnAddress() throws IOException {
    Peerstore store = new Peerstore(10);
    store.setAgent(PEER, "somebody");
    assertThat(copy(store).peers()).isEmpty();
  }

  @Test
  void leavesAFileThatIsTooLargeAlone() throws IOException {
    byte[] good = (PEER + " " + ADDRESS + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOf(good, (8 << 20) + 1);
    assertThat(loaded(bytes).peers()).isEmpty();
    assertThat(loaded(Arrays.copyOf(good, good.length)).peers()).containsExactly(PEER);
  }

  @Test
  void leavesOutAPeerWithAnAddressThatIsNone() throws IOException {
    leavesOut(
        (peer(1) + " " + ADDRESS + " /ip4/300.0.0.1/tcp/1\n").getBytes(StandardCharsets.UTF_8));
  }

  @FuzzTest(maxDuration = "10s")
  void anyFileIsReadAndNoneStopsTheNode(byte[] data) throws IOException {
    byte[] good = (PEER + " " + ADDRESS + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOf(good, good.length + data.length);
    System.arraycopy(data, 0, bytes, good.length, data.length);
    assertThat(loaded(bytes).peers()).contains(PEER);
  }
}
