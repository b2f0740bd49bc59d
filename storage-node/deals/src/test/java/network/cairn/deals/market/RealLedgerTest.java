package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import network.cairn.base.time.RealScheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.InvalidReceipt;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.Receipts;
import network.cairn.ledger.client.ClientChain;
import network.cairn.ledger.client.TestKeys;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A deal over the embedded engine, its store and its client, at the pace of the dev profile.
@Timeout(300)
final class RealLedgerTest {
  @TempDir private Path home;

  private static Genesis genesis() {
    List<Genesis.Allocation> allocations =
        Stream.of("client", "p1", "treasury")
            .map(name ->
                new Genesis.Allocation(
                    TestKeys.signer(name).address(),
                    name.equals("treasury")
                        ? Amount.SUPPLY.minus(Amount.ofCairn(200_000))
                        : Amount.ofCairn(100_000)))
            .sorted(java.util.Comparator.comparing(Genesis.Allocation::address))
            .toList();
    return new Genesis(
        "cairn-dev-market",
        Instant.now().toEpochMilli(),
        List.of(
            new Genesis.Validator(
                ByteString.copyFrom(Ed25519.publicKey(TestKeys.seed("validator"))),
                1,
                ByteString.copyFrom(Ed25519.publicKey(TestKeys.seed("beacon"))))),
        Params.defaults(Profile.DEV),
        allocations);
  }

  @Test
  void paysForProvenPeriodsAndProvesItInAReceipt() throws Exception {
    Genesis genesis = genesis();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    RealScheduler scheduler = new RealScheduler();
    try (EmbeddedEngine engine =
            new EmbeddedEngine(
                genesis,
                new ValidatorKeys(TestKeys.seed("validator"), TestKeys.seed("beacon")),
                LmdbStateStore.open(home.resolve("state")),
                BlockLog.open(home.resolve("blocks")),
                InstantSource.system(),
                LedgerMetrics.none());
        LocalLedger ledger = new LocalLedger(engine)) {
      engine.start();
      ClientChain chain = ClientChain.open(ledger, scheduler);
      try (TestNode provider =
              new TestNode("p1", home.resolve("p1"), chain, scheduler, threads, 0);
          TestNode client =
              new TestNode("client", home.resolve("client"), chain, scheduler, threads, 0)) {
        provider.provider(TestNode.config(50), scheduler);
        provider
            .provider()
            .register(Amount.ofCairn(1_000), provider.sender.address(), provider.addresses());
        provider.provider().start();
        Cid root = client.add(Property.bytes(new Random(1), 500_000));
        Market market = client.market();
        PutQuote quote = market.quote(root, Terms.of(1, Duration.ofMinutes(2)));
        PutResult result = market.put(quote, PutListener.NONE);
        assertThat(result.isComplete()).as(result.problems().toString()).isTrue();
        assertThat(
                market.awaitFirstProofs(
                    result.agreement(), Duration.ofMinutes(2), PutListener.NONE))
            .isTrue();
        assertThat(market.agreements(Long.MAX_VALUE, 10)).hasSize(1);
        ByteString receipt = market.receipt(result.agreement());
        NetworkFile network = NetworkFile.of(genesis, URI.create("http://127.0.0.1:1"));
        Receipts.Proven proven = Receipts.verify(receipt, network);
        assertThat(proven.slots())
            .singleElement()
            .satisfies(slot -> assertThat(slot.provenPeriods()).isPositive());
        byte[] forged = receipt.toByteArray();
        forged[forged.length / 2]++;
        assertThatThrownBy(() -> Receipts.verify(ByteString.copyFrom(forged), network))
            .isInstanceOf(InvalidReceipt.class);
        assertThatThrownBy(() -> market.status(99))
            .isInstanceOf(MarketFailure.class)
            .hasMessageContaining("no agreement 99");
      }
    } finally {
      threads.close();
    }
  }
}
