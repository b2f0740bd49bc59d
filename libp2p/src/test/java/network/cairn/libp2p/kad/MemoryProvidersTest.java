package network.cairn.libp2p.kad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import org.junit.jupiter.api.Test;

class MemoryProvidersTest {
  private static final List<Multiaddr> HERE = List.of(Multiaddr.parse("/ip4/10.0.0.1/tcp/1"));

  private final SplittableRandom random = new SplittableRandom(1);
  private final AtomicLong now = new AtomicLong(1_000);
  private final MemoryProviders records =
      new MemoryProviders(new MemoryProviders.Bounds(3, 5, 8), now::get);

  private PeerId peer() {
    byte[] id = new byte[34];
    random.nextBytes(id);
    id[0] = 0x12;
    id[1] = 32;
    return PeerId.decode(id);
  }

  private static byte[] key(int number) {
    return new byte[] {(byte) (number >> 8), (byte) number, 1};
  }

  @Test
  void tellsTheNewestFirstUntilTheyExpire() {
    KadPeer one = new KadPeer(peer(), HERE);
    KadPeer other = new KadPeer(peer(), HERE);
    records.add(key(1), one);
    now.addAndGet(1_000);
    records.add(key(1), other);
    assertThat(records.of(key(1))).containsExactly(other, one);
    records.add(key(1), one);
    assertThat(records.of(key(1))).containsExactly(one, other);
    now.addAndGet(ProviderRecords.ADDRESSES_MILLIS);
    assertThat(records.of(key(1))).allMatch(p -> p.addresses().isEmpty()).hasSize(2);
    now.addAndGet(ProviderRecords.LIFETIME_MILLIS - ProviderRecords.ADDRESSES_MILLIS);
    assertThat(records.of(key(1))).isEmpty();
    assertThat(records.size()).isZero();
  }

  @Test
  void keepsSoManyOfAKeyOfAProviderAndInAll() {
    for (int i = 0; i < 100; i++) {
      records.add(key(1), new KadPeer(peer(), HERE));
    }
    assertThat(records.of(key(1))).hasSize(3);
    PeerId greedy = peer();
    for (int i = 0; i < 1_000; i++) {
      records.add(key(i + 10), new KadPeer(greedy, HERE));
    }
    assertThat(records.size()).as("others keep what is theirs").isEqualTo(8);
    assertThat(records.of(key(1))).hasSize(3);
    assertThat(records.of(key(1_009))).hasSize(1);
    assertThat(records.of(key(500))).isEmpty();
    for (int i = 0; i < 1_000; i++) {
      records.add(key(i + 2_000), new KadPeer(peer(), HERE));
    }
    assertThat(records.size()).isEqualTo(8);
  }

  @Test
  void keepsOfAProvidersAddressesWhatFitsAKibibyte() {
    List<Multiaddr> great = new ArrayList<>();
    for (int i = 0; i < KadPeer.MAX_ADDRESSES; i++) {
      great.add(ofBytes(Multiaddr.MAX_BYTES, i));
    }
    List<Multiaddr> usual = new ArrayList<>();
    for (int i = 0; i < KadPeer.MAX_ADDRESSES; i++) {
      usual.add(ofBytes(KadPeer.MAX_KEPT_BYTES / KadPeer.MAX_ADDRESSES, i));
    }
    records.add(key(1), new KadPeer(peer(), great));
    assertThat(records.of(key(1)).getFirst().addresses()).containsExactly(great.getFirst());
    List<Multiaddr> mixed = List.of(usual.getFirst(), great.getFirst(), usual.get(1));
    records.add(key(2), new KadPeer(peer(), mixed));
    assertThat(records.of(key(2)).getFirst().addresses())
        .containsExactly(usual.getFirst(), usual.get(1));
    records.add(key(3), new KadPeer(peer(), usual));
    assertThat(records.of(key(3)).getFirst().addresses()).isEqualTo(usual);
  }

  /// An address of just so many bytes.
  private static Multiaddr ofBytes(int bytes, int number) {
    for (int name = 1; ; name++) {
      String host = "a".repeat(name - 1) + (char) ('a' + number);
      Multiaddr address = Multiaddr.parse("/dns4/" + host + "/tcp/4001");
      if (address.bytes().length >= bytes) {
        assertThat(address.bytes()).hasSize(bytes);
        return address;
      }
    }
  }
}
