package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import network.cairn.base.time.RealScheduler;
import network.cairn.deals.provider.ProviderFailure;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.LedgerTransport;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.LyingDoor;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.client.ClientChain;
import network.cairn.ledger.client.TestKeys;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.ledgerapi.SubmitRequest;
import network.cairn.proto.ledgerapi.TxReply;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A client and three providers live behind doors that lie about half of the time: a deal, its
/// proofs, a copy that is left and repaired, the end. The doors tell the truth in the last part of
/// every window, and before it they do as they like.
@Timeout(300)
final class LyingDoorLifeTest {
  private static final Params PARAMS = Params.defaults(Profile.DEV);
  private static final long PERIOD = PARAMS.period();

  /// Blocks before a deadline in which nobody lies: half a window.
  private static final long HONEST = PARAMS.window() / 2;

  @TempDir private Path home;
  private final RealScheduler scheduler = new RealScheduler();
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final AtomicInteger proofs = new AtomicInteger();
  private final List<TestNode> nodes = new ArrayList<>();
  private EmbeddedEngine engine;
  private NetworkFile network;
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private volatile boolean honest = true;

  @BeforeEach
  void open() {
    List<Genesis.Allocation> allocations =
        Stream.of("client", "p1", "p2", "p3", "treasury")
            .map(name ->
                new Genesis.Allocation(
                    TestKeys.signer(name).address(),
                    name.equals("treasury")
                        ? Amount.SUPPLY.minus(Amount.ofCairn(400_000))
                        : Amount.ofCairn(100_000)))
            .sorted(java.util.Comparator.comparing(Genesis.Allocation::address))
            .toList();
    Genesis genesis =
        new Genesis(
            "cairn-dev-lies",
            now.toEpochMilli(),
            List.of(
                new Genesis.Validator(
                    ByteString.copyFrom(Ed25519.publicKey(TestKeys.seed("validator"))),
                    1,
                    ByteString.copyFrom(Ed25519.publicKey(TestKeys.seed("beacon"))))),
            PARAMS,
            allocations);
    engine =
        new EmbeddedEngine(
            genesis,
            new ValidatorKeys(TestKeys.seed("validator"), TestKeys.seed("beacon")),
            LmdbStateStore.open(home.resolve("state")),
            BlockLog.open(home.resolve("blocks")),
            () -> now,
            LedgerMetrics.none());
    network = NetworkFile.of(genesis, URI.create("http://127.0.0.1:1"));
    step();
    step();
  }

  @AfterEach
  void close() {
    honest = true;
    nodes.forEach(TestNode::close);
    threads.close();
    engine.close();
  }

  private TestNode node(String name) throws Exception {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    LyingDoor.Lie lie = LyingDoor.random(random, () -> !honest);
    return node(
        name,
        (door, call, request) -> {
          if (honest && isSent(call, request, Msg.ProveBatch.class)) {
            proofs.incrementAndGet();
          }
          return lie.answer(door, call, request);
        });
  }

  private TestNode node(String name, LyingDoor.Lie lie) throws Exception {
    LyingDoor door = new LyingDoor(new LocalLedger(engine));
    door.lie(lie);
    RemoteLedger ledger =
        new RemoteLedger(
            network, door, () -> Times.instant(engine.head().getTime()).plusSeconds(1));
    ClientChain chain = ClientChain.of(ledger, network.chainRef(), scheduler);
    TestNode node = new TestNode(name, home.resolve(name), chain, scheduler, threads, 0);
    nodes.add(node);
    return node;
  }

  /// Whether a call sends such a message.
  private static boolean isSent(String call, byte[] request, Class<? extends Msg> kind)
      throws IOException {
    if (!call.equals("submit")) {
      return false;
    }
    ByteString tx = SubmitRequest.parseFrom(request).getTx();
    return kind.isInstance(TxBody.decode(SignedTx.decode(tx).body()).msgs().getFirst());
  }

  /// What a door says of a transaction that is in no block.
  private static LedgerTransport.Reply done(long height, byte... data) {
    return LyingDoor.ok(
        TxReply.newBuilder().setHeight(height).setData(ByteString.copyFrom(data)).build());
  }

  private void step() {
    now = now.plusMillis(PARAMS.blockIntervalMs());
    engine.step();
  }

  private long height() {
    return engine.head().getHeight();
  }

  private <T> T truth(Function<LedgerView, T> question) {
    return engine.read(state -> question.apply(new LedgerView(state)));
  }

  private List<SetRecord> live() {
    return truth(state -> {
      List<SetRecord> sets = new ArrayList<>();
      for (long id = 1; id <= state.counters().set(); id++) {
        state.set(id).filter(SetRecord::isLive).ifPresent(sets::add);
      }
      return sets;
    });
  }

  /// Makes the next block. In the last half of a window the doors are honest, and whoever has not
  /// proved gets the time to send.
  private void tick(SplittableRandom random) throws InterruptedException {
    boolean late = live().stream().anyMatch(set -> set.deadline(PARAMS) - height() <= HONEST);
    honest = late || height() / 10 % 3 == 0 || random.nextInt(8) == 0;
    scheduler.sleep(Duration.ofMillis(10));
    for (int i = 0; i < 200 && late && isMissing(); i++) {
      int before = proofs.get();
      scheduler.sleep(Duration.ofMillis(25));
      if (proofs.get() > before) {
        break;
      }
    }
    step();
  }

  private boolean isMissing() {
    return live().stream()
        .anyMatch(set -> !set.isProven() && set.deadline(PARAMS) - height() <= HONEST / 2);
  }

  private interface Work {
    boolean run() throws Exception;
  }

  /// Does something, again while the ledger proves nothing, as blocks are made.
  private void insist(SplittableRandom random, int blocks, Work work) throws Exception {
    boolean[] done = {false};
    Throwable[] fault = {null};
    var task =
        scheduler.start(
            "insisting",
            () -> {
              while (!done[0] && fault[0] == null) {
                try {
                  done[0] = work.run();
                } catch (LedgerUnavailable | MarketFailure | ProviderFailure e) {
                  pause();
                } catch (Exception e) {
                  fault[0] = e;
                }
              }
            });
    for (int i = 0; i < blocks && task.isAlive(); i++) {
      tick(random);
      check();
    }
    assertThat(fault[0]).isNull();
    assertThat(done[0]).as("done within %s blocks", blocks).isTrue();
  }

  private void pause() {
    try {
      scheduler.sleep(Duration.ofMillis(50));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What must hold after every block.
  private void check() {
    for (SetRecord set : live()) {
      TestNode holder =
          nodes.stream()
              .filter(node -> TestKeys.signer(node.name).address().equals(set.provider()))
              .findFirst()
              .orElseThrow();
      String piece = pieceOf(set);
      assertThat(holder.repo.home().resolve("pieces").resolve(piece + ".car"))
          .as("the piece of set %s at %s", set.id(), holder.name)
          .exists();
      assertThat(set.unproven()).as("periods of set %s missed", set.id()).isZero();
      assertThat(set.slashed().isZero()).isTrue();
    }
  }

  private String pieceOf(SetRecord set) {
    AgreementRecord agreement = truth(state -> state.agreement(set.agreement()).orElseThrow());
    return PieceCid.decode(agreement.piece().toByteArray()).toString();
  }

  private Optional<AgreementRecord> agreement() {
    return truth(state -> state.agreement(1));
  }

  private TestNode provider(LyingDoor.Lie lie) throws Exception {
    TestNode node = node("p1", lie);
    node.provider(TestNode.config(50).withRepair(false), scheduler);
    insist(
        new SplittableRandom(1),
        100,
        () -> {
          node.provider().register(Amount.ofCairn(1_000), node.sender.address(), node.addresses());
          return true;
        });
    node.provider().start();
    return node;
  }

  private void deal(TestNode client, int seed) throws Exception {
    Cid root = client.add(Property.bytes(new Random(seed), 100_000));
    insist(
        new SplittableRandom(1),
        200,
        () ->
            client
                .market()
                .put(
                    client.market().quote(root, Terms.of(1, Duration.ofMillis(6 * PERIOD * 250))),
                    PutListener.NONE)
                .isComplete());
  }

  private void live(long blocks) throws InterruptedException {
    for (long until = height() + blocks; height() < until; ) {
      tick(new SplittableRandom(1));
      check();
    }
  }

  @Test
  void keepsAndProvesAPieceWhoseSetTheDoorMisnames() throws Exception {
    AtomicBoolean lying = new AtomicBoolean();
    TestNode provider =
        provider((door, call, request) -> {
          LedgerTransport.Reply truth = door.answer(call, request);
          return lying.get() && isSent(call, request, Msg.OpenSet.class)
              ? done(height(), ByteBuffer.allocate(Long.BYTES).putLong(1).array())
              : truth;
        });
    TestNode client = node("client", LyingDoor::answer);
    deal(client, 1);
    insist(
        new SplittableRandom(1),
        100,
        () -> {
          provider.provider().terminate(1);
          return true;
        });
    lying.set(true);
    deal(client, 2);
    live(2 * PERIOD);
    assertThat(live()).hasSize(1);
  }

  @Test
  void provesThoughTheDoorNamesAHeightThatNeverComes() throws Exception {
    AtomicInteger lies = new AtomicInteger();
    provider((door, call, request) ->
        isSent(call, request, Msg.ProveBatch.class) && lies.getAndIncrement() == 0
            ? done(Long.MAX_VALUE, (byte) 1)
            : door.answer(call, request));
    deal(node("client", LyingDoor::answer), 1);
    live(2 * PERIOD);
    assertThat(lies.get()).isPositive();
    assertThat(live()).hasSize(1);
  }

  @Test
  void livesThroughADealItsProofsARepairAndTheEnd() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    TestNode client = node("client");
    for (String name : List.of("p1", "p2", "p3")) {
      TestNode node = node(name);
      node.provider(TestNode.config(50).withRepair(name.equals("p3")), scheduler);
      insist(
          random,
          600,
          () -> {
            node.provider()
                .register(Amount.ofCairn(1_000), node.sender.address(), node.addresses());
            return true;
          });
      if (!name.equals("p3")) {
        node.provider().start();
      }
    }
    Cid root = client.add(Property.bytes(new Random(1), 300_000));
    Market market = client.market();
    insist(
        random,
        900,
        () -> {
          if (truth(state -> state.counters().agreement()) == 0) {
            market.put(
                market.quote(root, Terms.of(2, Duration.ofMillis(14 * PERIOD * 250))),
                PutListener.NONE);
          } else if (agreement().orElseThrow().has(Slot.State.EMPTY)) {
            market.resume(1, PutListener.NONE);
          }
          return truth(state -> state.counters().agreement()) > 0
              && !agreement().orElseThrow().has(Slot.State.EMPTY);
        });
    long paid = truth(state -> state.counters().agreement());
    assertThat(paid).as("agreements paid").isEqualTo(1);
    nodes.getLast().provider().start();
    long leaving =
        live().stream()
            .filter(set -> set.provider().equals(TestKeys.signer("p1").address()))
            .findFirst()
            .orElseThrow()
            .id();
    for (long until = height() + PERIOD + PERIOD / 2; height() < until; ) {
      tick(random);
      check();
    }
    insist(
        random,
        200,
        () -> {
          if (truth(state -> state.set(leaving).orElseThrow().isLive())) {
            nodes.get(1).provider().terminate(leaving);
          }
          return truth(state -> !state.set(leaving).orElseThrow().isLive());
        });
    for (int i = 0; i < 250 && live().size() < 2; i++) {
      tick(random);
      check();
    }
    assertThat(live()).as("the lost copy is repaired").hasSize(2);
    for (int i = 0; i < 1_000 && agreement().orElseThrow().closedHeight() == 0; i++) {
      tick(random);
      check();
    }
    assertThat(agreement().orElseThrow().closedHeight()).isPositive();
    honest = true;
    for (int i = 0; i < 400 && hasPieces(); i++) {
      scheduler.sleep(Duration.ofMillis(20));
      step();
    }
    assertThat(hasPieces()).as("pieces that no set needs").isFalse();
  }

  private boolean hasPieces() throws Exception {
    for (TestNode node : nodes) {
      Path pieces = node.repo.home().resolve("pieces");
      if (Files.isDirectory(pieces)) {
        try (Stream<Path> files = Files.list(pieces)) {
          if (files.anyMatch(file -> file.toString().endsWith(".car"))) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
