package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.types.Amount;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The way of a file: quote, agreement, copies, proofs, pay, loss, repair.
@Timeout(120)
final class DealTest {
  private static final Duration TERM = Duration.ofSeconds(200);

  @TempDir private Path home;

  @Test
  void placesThreeCopiesThatAreProvenAndPaid() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1", "p2", "p3")) {
      net.provider("p1", TestNode.config(50));
      net.provider("p2", TestNode.config(60));
      net.provider("p3", TestNode.config(70));
      TestNode client = net.node("client");
      byte[] content = Property.bytes(new Random(1), 1_000_000);
      Cid root = client.add(content);
      Amount before = new Wallet(net.ledger, client.sender).balance().amount();
      PutQuote quote = net.run(() -> client.market().quote(root, Terms.of(3, TERM)));
      assertThat(quote.chosen()).hasSize(3);
      assertThat(quote.ceiling()).isEqualTo(Amount.ofCairn(70));
      List<PutListener.Progress> told = Collections.synchronizedList(new ArrayList<>());
      PutResult result = net.run(() -> client.market().put(quote, told::add));
      assertThat(result.problems()).isEmpty();
      assertThat(result.isComplete()).isTrue();
      assertThat(told).hasAtLeastOneElementOfType(PutListener.Progress.Created.class);
      assertThat(told.stream().filter(p -> p instanceof PutListener.Progress.Opened)).hasSize(3);
      assertThat(
              net.run(() ->
                  client
                      .market()
                      .awaitFirstProofs(result.agreement(), Duration.ofSeconds(100), told::add)))
          .isTrue();
      AgreementStatus status = client.market().status(result.agreement());
      assertThat(status.slots()).allSatisfy(slot -> assertThat(slot.unproven()).isZero());
      assertThat(net.ledger.money()).isEqualTo(Amount.SUPPLY.pebbles());
      assertThat(before).isNotNull();
    }
  }

  @Test
  void findsItsAgreementsAgainByItsKeysAlone() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      TestNode provider = net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(Property.bytes(new Random(2), 100_000));
      PutQuote quote = net.run(() -> client.market().quote(root, Terms.of(1, TERM)));
      PutResult result = net.run(() -> client.market().put(quote, PutListener.NONE));
      client.close();
      try (TestNode again = net.keysOf(client)) {
        assertThat(again.repo.blockstore().has(root)).isFalse();
        assertThat(again.market().agreements(Long.MAX_VALUE, 10))
            .singleElement()
            .satisfies(status -> {
              assertThat(status.id()).isEqualTo(result.agreement());
              assertThat(status.root()).isEqualTo(root);
              assertThat(status.copies()).isEqualTo(1);
            });
        assertThat(again.market().agreements(Long.MAX_VALUE, 10)).as("from its journal").hasSize(1);
        assertThat(again.market().keeping(root)).hasSize(1);
        assertThat(new Holders(net.ledger).list(root))
            .extracting(Holders.Holder::peer)
            .containsExactly(provider.host.id());
        again.market().look();
        assertThat(again.market().keptReceipt(result.agreement())).isPresent();
      }
    }
  }
}
