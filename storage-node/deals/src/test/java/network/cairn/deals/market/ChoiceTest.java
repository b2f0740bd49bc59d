package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import network.cairn.ledger.client.TestKeys;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;

final class ChoiceTest {
  private static Offer offer(String name, String payout, long price, String ip) {
    PeerId peer =
        PeerId.of(
            PrivateKey.generate(KeyType.ED25519, new SplittableRandom(name.hashCode()))
                .publicKey());
    return new Offer(
        address(name),
        address(payout),
        peer,
        List.of(Multiaddr.parse("/ip4/" + ip + "/tcp/4001")),
        Amount.ofPebbles(price));
  }

  private static Address address(String name) {
    return TestKeys.signer(name).address();
  }

  private static List<Address> chosen(List<Offer> offers, int copies) {
    return Choice.rank(offers, copies).chosen().stream().map(Offer::provider).toList();
  }

  @Test
  void takesTheCheapest() {
    List<Offer> offers =
        List.of(
            offer("a", "a", 30, "10.0.0.1"),
            offer("b", "b", 10, "10.0.1.1"),
            offer("c", "c", 20, "10.0.2.1"));
    assertThat(chosen(offers, 2)).containsExactly(address("b"), address("c"));
    assertThat(Choice.rank(offers, 2).spare())
        .extracting(Offer::provider)
        .containsExactly(address("a"));
  }

  @Test
  void neverTakesTwoOfOnePayoutAddress() {
    List<Offer> offers =
        List.of(
            offer("a", "x", 10, "10.0.0.1"),
            offer("b", "x", 10, "10.0.1.1"),
            offer("c", "c", 90, "10.0.2.1"));
    assertThat(chosen(offers, 2)).containsExactly(address("a"), address("c"));
    assertThat(chosen(offers, 3)).hasSize(2);
  }

  @Test
  void prefersOtherNetworksAmongEqualPricesOnly() {
    List<Offer> offers =
        List.of(
            offer("a", "a", 10, "10.0.0.1"),
            offer("b", "b", 10, "10.0.0.2"),
            offer("c", "c", 10, "10.0.1.1"),
            offer("d", "d", 11, "10.0.2.1"));
    assertThat(chosen(offers, 2)).containsExactly(address("a"), address("c"));
    assertThat(chosen(offers, 3)).containsExactly(address("a"), address("c"), address("b"));
  }

  @Test
  void ignoresLoopbackNetworks() {
    List<Offer> offers =
        IntStream.range(0, 4).mapToObj(i -> offer("p" + i, "p" + i, 10, "127.0.0.1")).toList();
    assertThat(chosen(offers, 3)).containsExactly(address("p0"), address("p1"), address("p2"));
  }
}
