package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import network.cairn.deals.piece.DagPiece;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.deals.piece.WalkMemory;
import network.cairn.deals.protocol.DealAnswer;
import network.cairn.deals.protocol.DealClient;
import network.cairn.deals.protocol.PieceAccess;
import network.cairn.deals.protocol.PieceClient;
import network.cairn.deals.protocol.PieceStatus;
import network.cairn.deals.protocol.RejectCode;
import network.cairn.deals.provider.LedgerProvider;
import network.cairn.deals.provider.ProviderStatus;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong between a client, its providers and the ledger, and what becomes of it.
@Timeout(180)
final class DealFaultsTest {
  private static final Duration TERM = Duration.ofSeconds(200);

  @TempDir private Path home;

  private static byte[] content(int size) {
    return Property.bytes(new Random(7), size);
  }

  private static PutResult put(TestNetwork net, TestNode client, Cid root, int copies)
      throws Exception {
    PutQuote quote = net.run(() -> client.market().quote(root, Terms.of(copies, TERM)));
    return net.run(() -> client.market().put(quote, PutListener.NONE));
  }

  private static SlotStatus slot(TestNode client, PutResult result, int slot) {
    try {
      return client.market().status(result.agreement()).slots().get(slot);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void repairsACopyWhoseProviderIsGone() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1", "p2", "p3", "p4")) {
      for (String name : List.of("p1", "p2", "p3")) {
        net.provider(name, TestNode.config(50));
      }
      TestNode client = net.node("client");
      Cid root = client.add(content(700_000));
      PutResult result = put(net, client, root, 3);
      assertThat(result.isComplete()).isTrue();
      TestNode spare = net.provider("p4", TestNode.config(50));
      net.steps(60);
      TestNode lost = byAddress(net, slot(client, result, 0));
      lost.provider().close();
      lost.host.close();
      net.until(
          "the slot is repaired by another",
          400,
          () -> {
            SlotStatus now = slot(client, result, 0);
            return now.state() == SlotStatus.State.LIVE
                && now.provider().orElseThrow().equals(spare.sender.address());
          });
      net.until("the repaired set is paid", 200, () -> slot(client, result, 0).proven() > 2);
      assertThat(spare.repo.blockstore().has(root)).isTrue();
      assertThat(net.ledger.money()).isEqualTo(Amount.SUPPLY.pebbles());
      assertThat(new Holders(client.chain).list(root))
          .extracting(Holders.Holder::peer)
          .hasSize(3)
          .contains(spare.host.id())
          .doesNotContain(lost.host.id());
    }
  }

  private static TestNode byAddress(TestNetwork net, SlotStatus slot) {
    return net.nodes.values().stream()
        .filter(node -> node.sender.address().equals(slot.provider().orElseThrow()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void saysWhyNoProviderTakesADeal() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      TestNode client = net.node("client");
      Cid root = client.add(content(100_000));
      assertThatThrownBy(() -> net.run(() -> client.market().quote(root, Terms.of(1, TERM))))
          .isInstanceOf(MarketFailure.class)
          .hasMessageContaining("no provider takes this deal");
      TestNode provider = net.provider("p1", TestNode.config(50));
      assertThatThrownBy(() -> net.run(() -> client.market().quote(root, Terms.of(2, TERM))))
          .isInstanceOf(MarketFailure.class)
          .hasMessageContaining("2 copies are wanted, 1 independent providers take them");
      Terms cheap = new Terms(1, TERM, Optional.of(Amount.ofCairn(49)), 1, Set.of());
      assertThatThrownBy(() -> net.run(() -> client.market().quote(root, cheap)))
          .hasMessageContaining("above the ceiling");
      provider.provider().taking(false);
      assertThatThrownBy(() -> net.run(() -> client.market().quote(root, Terms.of(1, TERM))))
          .hasMessageContaining("takes no new deals");
    }
  }

  @Test
  void triesTheNextProviderSoonAfterOneIsLost() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1", "p2")) {
      TestNode first = net.provider("p1", TestNode.config(50));
      TestNode second = net.provider("p2", TestNode.config(60));
      TestNode client = net.node("client");
      Cid root = client.add(content(20_000_000));
      Terms terms = new Terms(1, TERM, Optional.of(Amount.ofCairn(60)), 1, Set.of());
      PutQuote quote = net.run(() -> client.market().quote(root, terms));
      // Else a fast one has the piece, and a set, before its connection is lost.
      net.ledger.hold(first.sender.address());
      List<String> reasons = new java.util.concurrent.CopyOnWriteArrayList<>();
      PutListener listener =
          progress -> {
            switch (progress) {
              case PutListener.Progress.Taken taken
                  when taken.provider().equals(first.sender.address()) ->
                  first.host.close();
              case PutListener.Progress.Refused refused -> reasons.add(refused.reason());
              default -> {}
            }
          };
      PutResult result = net.run(() -> client.market().put(quote, listener));
      assertThat(reasons).singleElement().asString().contains("its connection is lost");
      assertThat(byAddress(net, result.status().slots().getFirst())).isEqualTo(second);
    }
  }

  @Test
  void paysNothingWhenTheWalletIsTooPoor() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      net.provider("p1", TestNode.config(270_000_000));
      TestNode client = net.node("client");
      Cid root = client.add(content(1_000_000));
      PutQuote quote =
          net.run(() -> client.market().quote(root, Terms.of(1, Duration.ofHours(10))));
      assertThatThrownBy(() -> net.run(() -> client.market().put(quote, PutListener.NONE)))
          .isInstanceOf(MarketFailure.class)
          .hasMessageContaining(quote.total().toString())
          .hasMessageContaining("add funds");
      assertThat(net.ledger.agreementsOf(client.sender.address(), 10)).isEmpty();
      assertThat(new Wallet(net.ledger, client.sender).balance().amount())
          .isEqualTo(Amount.ofCairn(100_000));
    }
  }

  @Test
  void takesExactlyTheQuotedTotal() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(300_000));
      PutQuote quote = net.run(() -> client.market().quote(root, Terms.of(1, TERM)));
      Amount before = new Wallet(net.ledger, client.sender).balance().amount();
      PutResult result = net.run(() -> client.market().put(quote, PutListener.NONE));
      assertThat(result.isComplete()).isTrue();
      assertThat(before.minus(new Wallet(net.ledger, client.sender).balance().amount()))
          .isEqualTo(quote.total());
    }
  }

  private static <T> Future<T> start(TestNetwork net, Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    net.scheduler.start("call", task);
    return task;
  }

  @Test
  void fillsTheRestLaterWhenOnlySomeProvidersCame() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1", "p2", "p3")) {
      net.provider("p1", TestNode.config(50));
      TestNode gone = net.provider("p2", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(200_000));
      PutQuote quote = net.run(() -> client.market().quote(root, Terms.of(2, TERM)));
      gone.provider().close();
      gone.host.close();
      PutResult partial = net.run(() -> client.market().put(quote, PutListener.NONE));
      assertThat(partial.isComplete()).isFalse();
      assertThat(partial.problems()).singleElement().asString().contains("cannot be reached");
      net.provider("p3", TestNode.config(40));
      PutResult whole =
          net.run(() -> client.market().resume(partial.agreement(), PutListener.NONE));
      assertThat(whole.isComplete()).isTrue();
      assertThat(whole.agreement()).isEqualTo(partial.agreement());
      assertThat(whole.problems()).isEmpty();
    }
  }

  @Test
  void placesByItselfWhatIsStillEmptyAfterARestart() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1", "p2", "p3")) {
      net.provider("p1", TestNode.config(50));
      TestNode gone = net.provider("p2", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(200_000));
      PutQuote quote = net.run(() -> client.market().quote(root, Terms.of(2, TERM)));
      gone.provider().close();
      gone.host.close();
      PutResult partial =
          net.run(() ->
              client
                  .market()
                  .put(
                      quote,
                      _ -> {
                        throw new IllegalStateException("Broken pipe");
                      }));
      SlotStatus empty =
          partial.status().slots().stream()
              .filter(slot -> slot.state().isEmpty())
              .findFirst()
              .orElseThrow();
      assertThat(empty.note())
          .contains("provider " + gone.sender.address() + " refused: it cannot");
      client.closeMarket();
      net.provider("p3", TestNode.config(40));
      net.run(() -> {
        client.market().look();
        return true;
      });
      SlotStatus filled = slot(client, partial, empty.slot());
      assertThat(filled.state()).isEqualTo(SlotStatus.State.LIVE);
      assertThat(filled.note()).isEmpty();
      assertThat(client.market().keeping(root)).hasSize(1);
      assertThat(client.market().keptReceipt(partial.agreement())).isPresent();
    }
  }

  @Test
  void knowsOfWhatAnEarlierProcessBoughtAfterTheFirstLook() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(100_000));
      PutQuote quote = net.run(() -> client.market().quote(root, Terms.of(1, TERM)));
      assertThat(client.market().keeping(root)).as("before its transaction counts").isEmpty();
      net.run(() -> client.sender.send(List.of(quote.create())));
      assertThat(client.market().keeping(root)).hasSize(1);
    }
  }

  @Test
  void looksAfterAllAgreementsWhereTheReceiptOfOneCannotBeKept() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      PutResult first = put(net, client, client.add(content(100_000)), 1);
      PutResult second = put(net, client, client.add(content(120_000)), 1);
      client.close();
      try (TestNode again = net.keysOf(client)) {
        Path receipts = again.repo.home().resolve("market").resolve("receipts");
        Files.createDirectories(
            receipts.resolve("agreement-" + first.agreement() + ".receipt").resolve("in the way"));
        again.market().look();
        assertThat(again.market().keptReceipt(second.agreement())).isPresent();
      }
    }
  }

  @Test
  void paysNoQuoteBesideWhatWasBoughtSince() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1", "p2")) {
      net.provider("p1", TestNode.config(50));
      net.provider("p2", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(100_000));
      PutQuote first = net.run(() -> client.market().quote(root, Terms.of(1, TERM)));
      PutQuote beside = net.run(() -> client.market().quote(root, Terms.of(1, TERM)));
      net.run(() -> client.market().put(first, PutListener.NONE));
      assertThatThrownBy(() -> net.run(() -> client.market().put(beside, PutListener.NONE)))
          .isInstanceOf(MarketFailure.class)
          .hasMessageContaining("has bought the same since; ask for a new one");
      PutQuote again = net.run(() -> client.market().quote(root, Terms.of(1, TERM)));
      net.run(() -> client.market().put(again, PutListener.NONE));
      assertThat(client.market().keeping(root)).as("knowingly").hasSize(2);
    }
  }

  @Test
  void createsOneAgreementWhenTheLedgersAnswersGetLost() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(100_000));
      PutQuote quote = net.run(() -> client.market().quote(root, Terms.of(1, TERM)));
      net.ledger.losing(true);
      Future<PutResult> put = start(net, () -> client.market().put(quote, PutListener.NONE));
      net.eventually(
          "the agreement is paid",
          () -> !net.ledger.agreementsOf(client.sender.address(), 1).isEmpty());
      net.steps(3);
      net.ledger.losing(false);
      PutResult result = net.run(put::get);
      assertThat(result.isComplete()).isTrue();
      assertThat(net.ledger.agreementsOf(client.sender.address(), 10)).hasSize(1);
    }
  }

  @Test
  void provesOnAfterTheLedgerWasDown() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      TestNode provider = net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(100_000));
      PutResult result = put(net, client, root, 1);
      net.ledger.down(true);
      assertThatThrownBy(() -> client.market().status(result.agreement()))
          .isInstanceOf(LedgerUnavailable.class);
      while (provider.provider().status().warnings().isEmpty()) {
        net.scheduler.sleep(Duration.ofMillis(5));
      }
      assertThat(provider.provider().status().warnings())
          .anyMatch(warning -> warning.contains("cannot be reached"));
      net.ledger.down(false);
      net.until("two periods are paid", 120, () -> slot(client, result, 0).proven() == 2);
      assertThat(slot(client, result, 0).unproven()).isZero();
      assertThat(provider.provider().status().warnings()).isEmpty();
    }
  }

  @Test
  void catchesUpAfterAMissedPeriodAndSaysSo() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      TestNode provider = net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(400_000));
      PutResult result = put(net, client, root, 1);
      net.until("a period is paid", 60, () -> slot(client, result, 0).proven() == 1);
      provider.provider().close();
      net.until("a period is missed", 80, () -> slot(client, result, 0).unproven() == 1);
      LedgerProvider again = provider.provider(TestNode.config(50), net.tasks);
      again.start();
      net.until("proofs go on", 60, () -> slot(client, result, 0).proven() == 2);
      assertThat(slot(client, result, 0).unproven()).isEqualTo(1);
      ProviderStatus status = again.status();
      assertThat(status.sets())
          .singleElement()
          .satisfies(set -> {
            assertThat(set.unproven()).isEqualTo(1);
            assertThat(set.live()).isTrue();
          });
    }
  }

  /// Breaks off two streams after half of what they ask for: the first at once, the second when the
  /// gate is lifted; nobody serves more before. Or always serves half and zeros.
  private static final class Gate implements PieceAccess {
    private final DagPiece piece;
    private final AtomicInteger opened = new AtomicInteger();
    private final CountDownLatch lifted = new CountDownLatch(1);
    private volatile boolean garbage;

    Gate(TestNode node, Cid root, Path index) throws IOException {
      piece =
          DagPiece.build(
              root,
              node.repo.blockstore()::get,
              index,
              new WalkMemory(node.repo.home(), node.repo::reserveOutside),
              OutputStream.nullOutputStream());
    }

    @Override
    public Optional<PieceBytes> open(PeerId peer, PieceCid cid) {
      int before = opened.getAndIncrement();
      if (garbage || before < 2) {
        return Optional.of(half(before));
      }
      awaitLift();
      return Optional.empty();
    }

    private PieceBytes half(int before) {
      return new PieceBytes() {
        @Override
        public long size() {
          return piece.size();
        }

        @Override
        public void writeTo(OutputStream out, long offset, long length) throws IOException {
          piece.writeTo(out, offset, length / 2);
          if (garbage) {
            out.write(new byte[(int) (length - length / 2)]);
            return;
          }
          if (before > 0) {
            awaitLift();
          }
          throw new IOException("the test breaks the connection");
        }
      };
    }

    private void awaitLift() {
      try {
        lifted.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void lift() {
      lifted.countDown();
    }

    int opened() {
      return opened.get();
    }
  }

  @Test
  void goesOnWithAFillAfterBrokenConnectionAndRestart() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      TestNode provider = net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(3_000_000));
      Gate gate = new Gate(client, root, home.resolve("gate"));
      client.pieces.add(gate);
      PutQuote quote = net.run(() -> client.market().quote(root, Terms.of(1, TERM)));
      Future<PutResult> put = start(net, () -> client.market().put(quote, PutListener.NONE));
      Path incoming = home.resolve("p1/pieces/incoming");
      net.eventually("half of the piece is there", () -> size(incoming) > 1_000_000);
      provider.provider().close();
      provider.provider(TestNode.config(50), net.tasks).start();
      gate.lift();
      PutResult result = net.run(put::get);
      assertThat(result.isComplete()).as(result.problems().toString()).isTrue();
      assertThat(gate.opened()).isGreaterThan(2);
      net.until("a period is paid", 60, () -> slot(client, result, 0).proven() == 1);
    }
  }

  @Test
  void deletesWhatIsNotThePieceAndTellsTheClient() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      TestNode provider = net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(500_000));
      Gate gate = new Gate(client, root, home.resolve("gate"));
      gate.garbage = true;
      client.pieces.add(gate);
      PutResult result = put(net, client, root, 1);
      assertThat(result.isComplete()).isFalse();
      assertThat(result.problems()).singleElement().asString().contains("not-canonical");
      assertThat(size(home.resolve("p1/pieces/incoming"))).isZero();
      assertThat(provider.provider().status().stored()).isZero();
    }
  }

  @Test
  void turnsDealsAwayWhenTheDiskIsFull() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      TestNode full = net.node("p1", Long.MAX_VALUE / 4);
      net.start(full, TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(100_000));
      assertThatThrownBy(() -> put(net, client, root, 1))
          .isInstanceOf(MarketFailure.class)
          .hasMessageContaining("it takes no new deals");
      assertThat(net.ledger.agreementsOf(client.sender.address(), 10)).as("paid").isEmpty();
      assertThat(full.provider().status().room().free()).isZero();
    }
  }

  @Test
  void givesPiecesToNobodyElse() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1", "stranger")) {
      TestNode provider = net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(100_000));
      PutResult result = put(net, client, root, 1);
      PieceCid piece = result.status().piece();
      TestNode stranger = net.node("stranger");
      for (TestNode holder : List.of(provider, client)) {
        stranger.host.connect(
            holder.addresses().getFirst().withPeer(holder.host.id()), Duration.ofSeconds(10));
        assertThatThrownBy(() -> new PieceClient(stranger.host).open(holder.host.id(), piece, 0))
            .isInstanceOfSatisfying(
                PieceClient.PieceRefused.class,
                refused -> assertThat(refused.status()).isEqualTo(PieceStatus.FORBIDDEN));
      }
    }
  }

  @Test
  void refusesIntentsThatAreNotTheClients() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1", "thief")) {
      TestNode provider = net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(100_000));
      PutQuote quote = net.run(() -> client.market().quote(root, Terms.of(1, TERM)));
      provider.provider().taking(false);
      PutResult empty = net.run(() -> client.market().put(quote, PutListener.NONE));
      provider.provider().taking(true);
      TestNode thief = net.node("thief");
      thief.host.connect(
          provider.addresses().getFirst().withPeer(provider.host.id()), Duration.ofSeconds(10));
      Intent intent =
          new Intent(
              net.ledger.chainRef(),
              empty.agreement(),
              0,
              provider.sender.address(),
              quote.create().piece(),
              quote.ceiling(),
              quote.collateral(),
              quote.create().fillUntil());
      var body = intent.encode();
      var signer = thief.sender.signer();
      SignedIntent signed =
          new SignedIntent(
              body, signer.sign(network.cairn.ledger.types.Domain.INTENT.signBytes(body)));
      assertThat(new DealClient(thief.host).propose(provider.host.id(), signed))
          .isInstanceOfSatisfying(
              DealAnswer.Rejected.class,
              rejected -> assertThat(rejected.code()).isEqualTo(RejectCode.BAD_SIGNATURE));
    }
  }

  @Test
  void forgetsThePieceWhenItsSetHasEnded() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      TestNode provider = net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(100_000));
      PutResult result = put(net, client, root, 1);
      assertThat(provider.repo.blockstore().has(root)).isTrue();
      net.run(() -> {
        client.market().terminate(result.agreement());
        return true;
      });
      net.until("the piece is gone", 400, () -> provider.provider().status().stored() == 0);
      assertThat(provider.repo.blockstore().has(root)).isFalse();
      assertThat(slot(client, result, 0).state()).isEqualTo(SlotStatus.State.ENDED);
      assertThatThrownBy(
              () -> net.run(() -> client.market().resume(result.agreement(), PutListener.NONE)))
          .isInstanceOfSatisfying(
              MarketFailure.class, e -> assertThat(e.code()).isEqualTo(MarketFailure.Code.ENDED))
          .hasMessageContaining("agreement 1 ended ")
          .hasMessageContaining("nothing of it can be placed");
      assertThat(net.ledger.money()).isEqualTo(Amount.SUPPLY.pebbles());
    }
  }

  @Test
  void endsARunningPutCleanlyWhenTheMarketCloses() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(3_000_000));
      Gate gate = new Gate(client, root, home.resolve("gate"));
      client.pieces.add(gate);
      PutQuote quote = net.run(() -> client.market().quote(root, Terms.of(1, TERM)));
      CountDownLatch taken = new CountDownLatch(1);
      Future<PutResult> put =
          start(
              net,
              () ->
                  client
                      .market()
                      .put(
                          quote,
                          progress -> {
                            if (progress instanceof PutListener.Progress.Taken) {
                              taken.countDown();
                            }
                          }));
      net.eventually("a provider took the deal", () -> taken.getCount() == 0);
      client.closeMarket();
      gate.lift();
      assertThatThrownBy(put::get)
          .cause()
          .isInstanceOfSatisfying(
              MarketFailure.class, e -> assertThat(e.code()).isEqualTo(MarketFailure.Code.STOPPED))
          .hasMessageContaining("agreement 1 is paid")
          .hasMessageContaining("the rest is filled when the daemon runs again");
      PutResult whole = net.run(() -> client.market().resume(1, PutListener.NONE));
      assertThat(whole.isComplete()).as(whole.problems().toString()).isTrue();
      assertThat(net.ledger.agreementsOf(client.sender.address(), 10)).hasSize(1);
    }
  }

  @Test
  void buysNothingOnceTheMarketIsClosed() throws Exception {
    try (TestNetwork net = new TestNetwork(home, "client", "p1")) {
      net.provider("p1", TestNode.config(50));
      TestNode client = net.node("client");
      Cid root = client.add(content(100_000));
      Market closed = client.market();
      PutQuote quote = net.run(() -> closed.quote(root, Terms.of(1, TERM)));
      client.closeMarket();
      assertThatThrownBy(() -> closed.put(quote, PutListener.NONE))
          .isInstanceOf(MarketFailure.class)
          .hasMessageContaining("nothing was paid");
      assertThat(net.ledger.agreementsOf(client.sender.address(), 10)).isEmpty();
    }
  }

  private static long size(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
