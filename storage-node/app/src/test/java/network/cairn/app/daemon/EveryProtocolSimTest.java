package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.content.exchange.bitswap.Bitswap;
import network.cairn.content.exchange.bitswap.BitswapConfig;
import network.cairn.content.exchange.bitswap.LocalBlocks;
import network.cairn.content.routing.ContentRouting;
import network.cairn.deals.protocol.DealAnswer;
import network.cairn.deals.protocol.DealClient;
import network.cairn.deals.protocol.DealServer;
import network.cairn.deals.protocol.DealService;
import network.cairn.deals.protocol.FillStatus;
import network.cairn.deals.protocol.PieceClient;
import network.cairn.deals.protocol.PieceServer;
import network.cairn.deals.protocol.PieceStatus;
import network.cairn.deals.provider.TestPiece;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ledger.types.SignedAsk;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every protocol that a provider's node serves, while strangers keep it busy: whoever registers a
/// new one gives it an honest exchange here.
@Timeout(300)
final class EveryProtocolSimTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration RUN = Duration.ofSeconds(6);
  private static final Duration HONEST_PAUSE = Duration.ofMillis(150);
  private static final Duration REST = Duration.ofSeconds(1);
  private static final Duration HELD = Duration.ofSeconds(9);
  private static final int SILENT = 100;

  private final SimScheduler sim = new SimScheduler(71);
  private final SplittableRandom random = new SplittableRandom(72);
  private final SimNetwork network = new SimNetwork(sim, 73);
  private final Map<String, Exchange> exchanges = new TreeMap<>();

  /// What an honest peer does by one protocol; throws unless it is served.
  private interface Exchange {
    void run(Host honest, PeerId node) throws Exception;
  }

  /// Answers nothing of worth, at once.
  private static final class Service implements DealService {
    @Override
    public Optional<SignedAsk> ask(PeerId client) {
      return Optional.empty();
    }

    @Override
    public DealAnswer propose(PeerId client, SignedIntent intent) {
      return new DealAnswer.Taken();
    }

    @Override
    public FillStatus status(PeerId client, ByteString intentHash) {
      return FillStatus.UNKNOWN;
    }
  }

  private static final class NoBlocks implements LocalBlocks {
    @Override
    public OptionalInt size(Cid cid) {
      return OptionalInt.empty();
    }

    @Override
    public Optional<Block> read(Cid cid) {
      return Optional.empty();
    }
  }

  private Host host(Transport machine) {
    return HostBuilder.of(PrivateKey.generate(KeyType.ED25519, random.split()))
        .transport(machine)
        .scheduler(sim)
        .random(random.split())
        .build();
  }

  /// A node with all that it serves.
  private Host node(Transport machine) throws IOException {
    Host node = host(machine);
    node.listen(SimNetwork.address(machine));
    DealServer.start(node, new Service());
    PieceServer.start(node, sim, 1L << 30);
    new Bitswap(
        node, new NoBlocks(), Hashing.jdk(), sim, BitswapConfig.DEFAULT, ContentRouting.none());
    return node;
  }

  private void describe(TestPiece piece) {
    exchanges.put("/cairn/deal/1.0.0", (honest, node) -> new DealClient(honest).ask(node));
    exchanges.put(
        "/cairn/piece/1.0.0",
        (honest, node) -> {
          try {
            new PieceClient(honest).open(node, piece.cid(), 0);
          } catch (PieceClient.PieceRefused e) {
            assertThat(e.status()).isEqualTo(PieceStatus.FORBIDDEN);
          }
        });
    exchanges.put("/ipfs/ping/1.0.0", (honest, node) -> honest.ping(node, LONG));
    exchanges.put("/ipfs/id/1.0.0", raw("/ipfs/id/1.0.0", new byte[0], true));
    exchanges.put(
        "/ipfs/id/push/1.0.0",
        (honest, node) -> {
          try {
            raw("/ipfs/id/push/1.0.0", new byte[1], false).run(honest, node);
          } catch (StreamReset e) {
            // Its own rate, which the others have no part in.
            if (e.code() != StreamReset.RATE_LIMITED) {
              throw e;
            }
          }
        });
    Bitswap.PROTOCOLS.forEach(id -> exchanges.put(id, raw(id, new byte[1], false)));
  }

  /// Says this and reads to the end, which must be one and no reset.
  private static Exchange raw(String protocol, byte[] request, boolean answered) {
    return (honest, node) -> {
      try (Stream stream = honest.open(node, List.of(protocol), LONG)) {
        stream.deadline(LONG);
        stream.write(request, 0, request.length);
        stream.closeWrite();
        assertThat(stream.input().readAllBytes().length > 0).isEqualTo(answered);
      }
    };
  }

  /// Strangers who open streams of a protocol, say only so, and open more as those end.
  private final class Strangers {
    private final List<Scheduler.Task> tasks = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();
    private volatile boolean over;

    Strangers(Multiaddr address, PeerId node, String protocol, int peers) throws Exception {
      for (int i = 0; i < peers; i++) {
        Host evil = host(network.machine("evil" + hosts.size() + protocol));
        evil.connect(address, LONG);
        hosts.add(evil);
        tasks.add(sim.start("evil", () -> keepBusy(evil, node, protocol)));
      }
    }

    private void keepBusy(Host evil, PeerId node, String protocol) {
      try {
        while (!over) {
          List<Stream> open = new ArrayList<>();
          for (int i = 0; i < SILENT && !over; i++) {
            try {
              Stream stream = evil.open(node, List.of(protocol), LONG);
              stream.write(new byte[0], 0, 0);
              open.add(stream);
            } catch (IOException e) {
              // Turned away; the next try may do.
              sim.sleep(Duration.ofMillis(10));
            }
          }
          sim.sleep(HELD);
          open.forEach(stream -> stream.reset(0));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void end() throws InterruptedException {
      over = true;
      for (Scheduler.Task task : tasks) {
        task.join();
      }
      hosts.forEach(Host::close);
    }
  }

  /// Exchanges that an honest peer brings to an end, once the strangers have begun.
  private int work(Host honest, PeerId node, String protocol) throws Exception {
    sim.sleep(REST);
    int done = 0;
    long until = sim.deadline(RUN);
    while (sim.nanoTime() < until) {
      try {
        Objects.requireNonNull(exchanges.get(protocol)).run(honest, node);
        done++;
      } catch (IOException e) {
        // Not served this time.
      }
      sim.sleep(HONEST_PAUSE);
    }
    return done;
  }

  @Test
  void servesTheHonestWhileStrangersAreSilent() throws Exception {
    describe(TestPiece.of(1, 1_000));
    sim.run(() -> {
      Transport machine = network.machine("node");
      Host node = node(machine);
      Multiaddr address = SimNetwork.address(machine).withPeer(node.id());
      for (int i = 0; i < 250; i++) {
        // So that the honest peer is of another /24.
        network.machine("nobody" + i);
      }
      Host honest = host(network.machine("honest"));
      honest.connect(address, LONG);
      sim.sleep(Duration.ofSeconds(1));
      assertThat(node.protocols()).containsExactlyInAnyOrderElementsOf(exchanges.keySet());
      for (String protocol : node.protocols()) {
        int calm = work(honest, node.id(), protocol);
        Strangers one = new Strangers(address, node.id(), protocol, 1);
        int besideOne = work(honest, node.id(), protocol);
        one.end();
        Strangers many = new Strangers(address, node.id(), protocol, 5);
        int besideMany = work(honest, node.id(), protocol);
        many.end();
        System.out.printf(
            java.util.Locale.ROOT,
            "%-22s exchanges in %d s: calm %d, beside one silent peer %d, beside five %d%n",
            protocol,
            RUN.toSeconds(),
            calm,
            besideOne,
            besideMany);
        assertThat(calm).as(protocol).isGreaterThan(30);
        assertThat(besideOne).as(protocol).isGreaterThanOrEqualTo(calm * 8 / 10);
        assertThat(besideMany).as(protocol).isGreaterThanOrEqualTo(calm * 8 / 10);
      }
      honest.close();
      node.close();
    });
  }
}
