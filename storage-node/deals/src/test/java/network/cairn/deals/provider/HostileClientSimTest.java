package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.deals.protocol.DealClient;
import network.cairn.deals.protocol.DealServer;
import network.cairn.deals.protocol.FillState;
import network.cairn.deals.protocol.HostileClient;
import network.cairn.deals.protocol.PieceServer;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Sender;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import network.cairn.store.hash.Hashes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A provider among clients who keep to nothing, in virtual time on a simulated network.
@Timeout(300)
@SuppressWarnings("NullAway.Init") // simulate makes the rest
final class HostileClientSimTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long MIB = 1 << 20;
  private static final String[] ACCOUNTS = {
    "client", "evil1", "evil2", "evil3", "evil4", "evil5", "p1"
  };

  @TempDir private Path home;
  private final SimScheduler sim = new SimScheduler(51);
  private final SplittableRandom random = new SplittableRandom(52);
  private final SimNetwork network = new SimNetwork(sim, 53);
  private final TestLedger ledger = new TestLedger(ACCOUNTS);
  private final Set<String> repairing = ConcurrentHashMap.newKeySet();
  private final List<Host> hosts = new ArrayList<>();
  private TestProvider parts;
  private Context context;
  private FillService fills;
  private Unfinished unfinished;
  private Multiaddr address;
  private Host host;

  /// What happens to a provider.
  private interface Scenario {
    void run() throws Exception;
  }

  private void simulate(Scenario scenario) throws Exception {
    ledger.register("p1");
    try (TestProvider opened = TestProvider.of(home, ledger, "p1")) {
      parts = opened;
      sim.run(() -> {
        Transport machine = network.machine("p1");
        host = host("p1", machine);
        host.listen(SimNetwork.address(machine));
        address = SimNetwork.address(machine).withPeer(host.id());
        start();
        CriticalLoop sweeping = new CriticalLoop(sim, "unfinished", unfinished::run);
        Scheduler.Task loop = sweeping.start();
        scenario.run();
        sweeping.stop();
        loop.interrupt();
        fills.close();
        context.tasks().close();
        hosts.forEach(Host::close);
      });
    }
  }

  /// The role's parts with nothing but the disk from before.
  private void start() {
    Warnings warnings = new Warnings(parts.metrics, sim);
    context =
        new Context(
            TestProvider::config,
            host,
            ledger.chain,
            new Sender(
                deaf(ledger.chain),
                TestLedger.signer("p1"),
                sim,
                new Sender.Limits(60, LONG, Duration.ZERO)),
            sim,
            new Tasks(sim, warnings),
            new Holdings(parts.repo.state()),
            parts.files,
            warnings,
            new Book(parts.repo.state(), sim, warnings, parts.metrics),
            parts.metrics);
    Transfer.Tools tools =
        new Transfer.Tools(
            sim,
            new Hashes(),
            parts.files,
            parts.files.walkMemory(parts.repo::reserveOutside),
            parts.metrics);
    fills = new FillService(context, tools, parts.repo, new Opener(context));
    unfinished = new Unfinished(context, fills, repairing);
    DealServer.start(host, fills);
  }

  /// A ledger that proves and takes nothing: fills end with the piece on the disk.
  private static Chain deaf(Chain chain) {
    return (Chain)
        Proxy.newProxyInstance(
            Chain.class.getClassLoader(),
            new Class<?>[] {Chain.class},
            (_, method, args) -> {
              if (method.getName().equals("submit")) {
                throw new LedgerUnavailable("nothing is taken");
              }
              try {
                return method.invoke(chain, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Host host(String name, Transport machine) {
    Host made =
        HostBuilder.of(TestLedger.key(name))
            .transport(machine)
            .scheduler(sim)
            .random(random.split())
            .build();
    hosts.add(made);
    return made;
  }

  private HostileClient evil(String name) throws Exception {
    Host made = host(name, network.machine(name));
    made.connect(address, LONG);
    return new HostileClient(made, sim, host.id());
  }

  /// Of another /24 than all before it.
  private Host honest() throws Exception {
    for (int i = 0; i < 250; i++) {
      network.machine("nobody" + i);
    }
    Host made = host("client", network.machine("client"));
    made.connect(address, LONG);
    return made;
  }

  private SignedIntent intent(String account, Cid root, PieceCid piece) throws Exception {
    long agreement = ledger.send(account, ledger.create(root, piece, 1, 20)).id();
    return TestLedger.signed(account, ledger.intent(agreement, 0, "p1"));
  }

  /// An intent for a piece of this size that nobody has.
  private SignedIntent nothing(String account, int seed, long size) throws Exception {
    byte[] root = new byte[32];
    root[0] = (byte) seed;
    root[1] = 1;
    return intent(account, TestPiece.of(seed, 100).root(), PieceCid.of(size, root));
  }

  private static String key(SignedIntent intent) {
    return Holdings.key(ByteString.copyFrom(intent.hash()));
  }

  @Test
  void aClientThatDripsKeepsNeitherRoomNorPlace() throws Exception {
    simulate(() -> {
      HostileClient evil = evil("evil1");
      SignedIntent intent = nothing("evil1", 1, 512 * MIB);
      evil.drip(TestPiece.of(1, 100).car(), Duration.ofSeconds(20));
      assertThat(evil.propose(intent)).isEqualTo("TAKEN");
      sim.sleep(Duration.ofSeconds(50));
      assertThat(fills.active()).isEqualTo(1);
      assertThat(context.holdings().bytes()).isEqualTo(TransferRoom.FIRST);
      sim.sleep(Duration.ofSeconds(30));
      assertThat(fills.active()).isZero();
      assertThat(context.holdings().bytes()).as("what has come").isBetween(1L, 10L);
      assertThat(fills.status(evil.id(), ByteString.copyFrom(intent.hash())).reason())
          .startsWith("too slow at byte ");
      sim.sleep(MINUTE);
      assertThat(context.holdings().list()).isEmpty();
      assertThat(parts.files.part(key(intent))).doesNotExist();
    });
  }

  @Test
  void aClientThatSaysNothingAtAllIsGivenUpAsSoon() throws Exception {
    simulate(() -> {
      HostileClient evil = evil("evil1");
      SignedIntent intent = nothing("evil1", 1, 512 * MIB);
      evil.give((_, _, _) -> sim.sleep(Duration.ofDays(7)));
      assertThat(evil.propose(intent)).isEqualTo("TAKEN");
      sim.sleep(Duration.ofSeconds(95));
      assertThat(fills.active()).isZero();
      sim.sleep(MINUTE);
      assertThat(context.holdings().list()).isEmpty();
    });
  }

  @Test
  void whoNeverBringsThePieceWaitsLongerEachTime() throws Exception {
    simulate(() -> {
      HostileClient evil = evil("evil1");
      SignedIntent intent = nothing("evil1", 1, 512 * MIB);
      evil.drip(new byte[10], Duration.ofSeconds(20));
      for (int i = 0; i < 2; i++) {
        assertThat(evil.propose(intent)).isEqualTo("TAKEN");
        evil.give((_, _, _) -> sim.sleep(Duration.ofDays(7)));
        sim.sleep(Duration.ofSeconds(95));
      }
      assertThat(evil.propose(intent)).startsWith("BUSY: earlier transfers were not brought");
      SignedIntent other = nothing("evil1", 2, MIB);
      assertThat(evil.propose(other)).startsWith("BUSY: earlier transfers were not brought");
      sim.sleep(MINUTE);
      assertThat(evil.propose(other)).isEqualTo("TAKEN");
      sim.sleep(Duration.ofSeconds(95));
      sim.sleep(MINUTE);
      assertThat(evil.propose(other)).as("two minutes by now").startsWith("BUSY");
    });
  }

  @Test
  void placesAreBoundedByAccountPeerAndNetwork() throws Exception {
    simulate(() -> {
      List<HostileClient> peers = new ArrayList<>();
      for (int i = 1; i <= 5; i++) {
        peers.add(evil("evil" + i));
        peers.getLast().give((_, _, _) -> sim.sleep(Duration.ofDays(7)));
      }
      for (int i = 0; i < 4; i++) {
        assertThat(peers.get(i).propose(nothing("evil1", i, MIB))).isEqualTo("TAKEN");
      }
      SignedIntent fifth = nothing("evil1", 5, MIB);
      SignedIntent others = nothing("evil5", 6, MIB);
      ledger.chain.down(true);
      assertThat(peers.get(4).propose(fifth))
          .as("the ledger is not asked for it")
          .startsWith("BUSY: too many transfers of this client");
      assertThat(peers.get(4).propose(others)).startsWith("BUSY: too many of its network");
      ledger.chain.down(false);
      HostileClient far = new HostileClient(honest(), sim, host.id());
      far.give((_, _, _) -> sim.sleep(Duration.ofDays(7)));
      assertThat(far.propose(nothing("client", 7, MIB))).isEqualTo("TAKEN");
    });
  }

  @Test
  void aClientMayHaveAQuarterOfWhatWaitsOrOnePiece() throws Exception {
    simulate(() -> {
      HostileClient evil = evil("evil1");
      evil.give((_, _, _) -> sim.sleep(Duration.ofDays(7)));
      assertThat(evil.propose(nothing("evil1", 1, 600 * MIB))).isEqualTo("TAKEN");
      assertThat(evil.propose(nothing("evil1", 2, MIB)))
          .startsWith("BUSY: too many bytes of this client");
      HostileClient other = evil("evil2");
      other.give((_, _, _) -> sim.sleep(Duration.ofDays(7)));
      assertThat(other.propose(nothing("evil2", 3, 600 * MIB)))
          .as("what nobody sent keeps nobody out")
          .isEqualTo("TAKEN");
    });
  }

  @Test
  void nonsenseCostsNothingButItsStream() throws Exception {
    simulate(() -> {
      HostileClient evil = evil("evil1");
      byte[] endless = new byte[70_000];
      Arrays.fill(endless, (byte) 0xff);
      byte[] long64 = {(byte) 0x81, (byte) 0x80, 4, 1};
      for (byte[] frame : List.of(endless, long64)) {
        assertThatThrownBy(() -> evil.say(DealServer.PROTOCOL, frame))
            .isInstanceOf(IOException.class);
      }
      SignedIntent good = nothing("evil1", 1, MIB);
      String[] refused = {
        evil.propose(nothing("evil1", 2, PieceCid.MAX_RAW_SIZE)),
        evil.propose(TestLedger.signed("evil2", ledger.intent(1, 0, "p1"))),
        evil.propose(new SignedIntent(ByteString.copyFrom(new byte[60_000]), good.sig()))
      };
      assertThat(refused[0]).startsWith("NO_ROOM");
      assertThat(refused[1]).doesNotStartWith("TAKEN");
      assertThat(refused[2]).startsWith("MALFORMED");
      assertThat(context.holdings().list()).isEmpty();
    });
  }

  @Test
  void whatACrashLeftIsNamedAndDeletedWithinAMinute() throws Exception {
    simulate(() -> {
      SignedIntent gone = nothing("evil1", 1, 512 * MIB);
      left(gone);
      parts.part(key(gone), new byte[3_000]);
      parts.part("ab".repeat(32), new byte[4_000]);
      Files.write(parts.files.incoming().resolve("walk-1.spill"), new byte[10]);
      start();
      unfinished.atStart();
      assertThat(context.holdings().bytes()).isEqualTo(3_000);
      assertThat(parts.files.part("ab".repeat(32))).doesNotExist();
      assertThat(parts.files.part(key(gone))).exists();
      assertThat(parts.files.incoming().resolve("walk-1.spill")).doesNotExist();
      Scheduler.Task sweeps = new CriticalLoop(sim, "sweeps", unfinished::run).start();
      sim.sleep(Duration.ofMillis(1));
      SignedIntent later = nothing("evil1", 2, 512 * MIB);
      left(later);
      parts.part(key(later), new byte[3_000]);
      sim.sleep(Unfinished.PATIENCE.minusMillis(2));
      assertThat(parts.files.part(key(gone))).exists();
      sim.sleep(Duration.ofMillis(2));
      assertThat(parts.files.part(key(later))).exists();
      sim.sleep(Unfinished.WITHIN.minus(Unfinished.PATIENCE).minusMillis(1));
      for (SignedIntent over : List.of(gone, later)) {
        assertThat(parts.files.part(key(over))).doesNotExist();
        assertThat(context.holdings().get(key(over))).isEmpty();
      }
      sweeps.interrupt();
    });
  }

  private void left(SignedIntent signed) {
    context
        .holdings()
        .put(
            key(signed),
            Holding.fill(
                Holding.State.RECEIVING,
                signed,
                Intent.decode(signed.body()),
                TestLedger.peer("evil1")));
  }

  /// The process died between the piece's last byte and its duty.
  @Test
  void aPieceThatWasWholeAtACrashIsServedAndNothingOfItsPartIsLeft() throws Exception {
    simulate(() -> {
      TestPiece whole = TestPiece.of(9, 5_000);
      SignedIntent here = intent("client", whole.root(), whole.cid());
      left(here);
      Files.write(parts.file(whole.cid()), whole.car());
      parts.part(key(here), new byte[100]);
      unfinished.atStart();
      sim.sleep(Unfinished.WITHIN);
      assertThat(context.holdings().get(key(here)).orElseThrow().state())
          .isEqualTo(Holding.State.COMPLETE);
      assertThat(parts.repo.blockstore().has(whole.root())).isTrue();
      assertThat(parts.files.part(key(here))).doesNotExist();
    });
  }

  /// No set is opened over bytes that cannot be proven.
  @Test
  void aPieceThatIsHereButDamagedIsNotPromised() throws Exception {
    simulate(() -> {
      TestPiece whole = TestPiece.of(9, 5_000);
      SignedIntent here = intent("client", whole.root(), whole.cid());
      left(here);
      Files.write(parts.file(whole.cid()), new byte[whole.car().length]);
      sim.sleep(Unfinished.WITHIN);
      assertThat(context.holdings().get(key(here)).orElseThrow().state())
          .isEqualTo(Holding.State.RECEIVING);
      assertThat(context.warnings().list()).anyMatch(said -> said.contains("cannot be served"));
      assertThat(parts.file(whole.cid())).as("nothing deletes a piece by itself").exists();
      Files.write(parts.file(whole.cid()), whole.car());
      sim.sleep(Unfinished.WITHIN);
      assertThat(context.holdings().get(key(here)).orElseThrow().state())
          .as("it is not read over and over")
          .isEqualTo(Holding.State.RECEIVING);
      start();
      unfinished.sweep();
      sim.sleep(Unfinished.PATIENCE);
      unfinished.sweep();
      assertThat(context.holdings().get(key(here)).orElseThrow().state())
          .isEqualTo(Holding.State.COMPLETE);
    });
  }

  @Test
  void aDamagedPieceOfUnfinishedDutiesTakesRoomOnceUntilItIsMovedAway() throws Exception {
    simulate(() -> {
      TestPiece whole = TestPiece.of(9, 5_000);
      SignedIntent one = intent("client", whole.root(), whole.cid());
      SignedIntent two = intent("client", whole.root(), whole.cid());
      left(one);
      left(two);
      Files.write(parts.file(whole.cid()), new byte[whole.car().length]);
      assertThat(context.holdings().bytes()).isZero();
      sim.sleep(Unfinished.WITHIN);
      assertThat(context.holdings().bytes()).isEqualTo(whole.cid().rawSize());
      context.holdings().remove(key(one));
      sim.sleep(Unfinished.EVERY);
      assertThat(context.holdings().bytes()).as("for the other").isEqualTo(whole.cid().rawSize());
      Files.move(parts.file(whole.cid()), home.resolve("aside"));
      sim.sleep(Unfinished.WITHIN.plus(Unfinished.EVERY));
      assertThat(context.holdings().bytes()).isZero();
      assertThat(context.holdings().get(key(two))).as("it would be brought anew").isEmpty();
    });
  }

  /// Fills that an honest client brings to the provider's disk in a minute, one after the other.
  private int work(Host client, PieceServer pieces, List<TestPiece> left) throws Exception {
    DealClient deals = new DealClient(client);
    int done = 0;
    long until = sim.deadline(MINUTE);
    while (sim.nanoTime() < until) {
      TestPiece piece = left.removeFirst();
      pieces.add((_, cid) -> cid.equals(piece.cid()) ? piece.bytes() : Optional.empty());
      SignedIntent intent = intent("client", piece.root(), piece.cid());
      ByteString hash = ByteString.copyFrom(intent.hash());
      try {
        deals.propose(host.id(), intent);
        for (int i = 0; i < 10; i++) {
          sim.sleep(Duration.ofMillis(200));
          if (deals.status(host.id(), hash).state() == FillState.STORED) {
            done++;
            break;
          }
        }
      } catch (IOException e) {
        // Not served this time.
        sim.sleep(Duration.ofSeconds(1));
      }
      sim.sleep(Duration.ofSeconds(1));
    }
    return done;
  }

  @Test
  void anHonestClientGetsOnBesideThemAll() throws Exception {
    simulate(() -> {
      List<HostileClient> evils = List.of(evil("evil1"), evil("evil2"), evil("evil3"));
      Host client = honest();
      PieceServer pieces = PieceServer.start(client, sim, 1L << 30);
      List<TestPiece> left = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        left.add(TestPiece.of(1_000 + i, 20_000));
      }
      int calm = work(client, pieces, left);
      List<Scheduler.Task> attack = new ArrayList<>();
      boolean[] over = new boolean[1];
      for (int i = 1; i <= 3; i++) {
        String name = "evil" + i;
        HostileClient evil = evils.get(i - 1);
        evil.drip(new byte[10], Duration.ofSeconds(20));
        List<SignedIntent> intents = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
          intents.add(nothing(name, 10 * i + k, 60 * MIB));
        }
        attack.add(sim.start(name, () -> attack(evil, intents, over)));
      }
      sim.sleep(Duration.ofSeconds(5));
      int beside = work(client, pieces, left);
      over[0] = true;
      for (Scheduler.Task task : attack) {
        task.join();
      }
      System.out.printf(
          Locale.ROOT,
          "fills of an honest client in a minute: calm %d, beside three hostile ones %d%n",
          calm,
          beside);
      assertThat(calm).isGreaterThan(20);
      assertThat(beside).isGreaterThanOrEqualTo(calm * 8 / 10);
    });
  }

  private void attack(HostileClient evil, List<SignedIntent> intents, boolean[] over) {
    try {
      while (!over[0]) {
        evil.silent(DealServer.PROTOCOL, 70);
        for (SignedIntent intent : intents) {
          try {
            evil.propose(intent);
          } catch (IOException e) {
            // Turned away.
          }
        }
        sim.sleep(Duration.ofSeconds(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
