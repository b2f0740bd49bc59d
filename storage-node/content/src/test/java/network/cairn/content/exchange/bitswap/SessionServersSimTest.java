package network.cairn.content.exchange.bitswap;

import static network.cairn.content.exchange.bitswap.SimWorld.cids;
import static network.cairn.content.exchange.bitswap.SimWorld.simulate;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.base.time.Scheduler;
import network.cairn.content.exchange.BlockServer;
import network.cairn.content.exchange.BlockServers;
import network.cairn.content.exchange.ExchangeSession;
import network.cairn.content.routing.ContentRouting;
import network.cairn.content.routing.ProviderInfo;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sessions that ask servers of single blocks beside peers.
@Timeout(120)
final class SessionServersSimTest {
  private static final URI ONE = URI.create("https://one.example");
  private static final URI OTHER = URI.create("https://other.example");

  /// Servers of a test by their URLs, and how many blocks each gave.
  private static final class Farm implements BlockServers {
    final Map<URI, Server> servers = new HashMap<>();

    Farm with(Server server) {
      servers.put(server.url, server);
      return this;
    }

    @Override
    public Optional<BlockServer> open(URI url, boolean named, BlockServer.Taker taker) {
      Server server = servers.get(url);
      return server == null || server.failed ? Optional.empty() : Optional.of(server.line(taker));
    }
  }

  /// Gives one block after another, each after the same time.
  private static final class Server {
    final URI url;
    final SimWorld world;
    final Map<Multihash, Block> blocks = new HashMap<>();
    final Duration pace;
    int failsAfter = Integer.MAX_VALUE;
    int gave;
    int opened;
    boolean failed;

    Server(URI url, SimWorld world, List<Block> blocks, Duration pace) {
      this.url = url;
      this.world = world;
      this.pace = pace;
      blocks.forEach(block -> this.blocks.put(block.cid().multihash(), block));
    }

    PeerId id() {
      return PeerId.decode(
          Multihash.sha256(url.toString().getBytes(StandardCharsets.UTF_8)).bytes());
    }

    BlockServer line(BlockServer.Taker taker) {
      opened++;
      return new Line(taker);
    }

    private final class Line implements BlockServer {
      private final Taker taker;
      private final Scheduler.Monitor monitor = world.sim.monitor();
      private final Deque<Cid> wanted = new ArrayDeque<>();
      private final Set<Cid> known = new HashSet<>();
      private boolean running;
      private boolean closed;

      Line(Taker taker) {
        this.taker = taker;
      }

      @Override
      public PeerId id() {
        return Server.this.id();
      }

      @Override
      public boolean want(Cid cid, boolean urgent) {
        monitor.lock();
        try {
          if (known.add(cid)) {
            wanted.addLast(cid);
          }
          if (!running) {
            running = true;
            world.sim.start("server", this::serve);
          }
          return true;
        } finally {
          monitor.unlock();
        }
      }

      private void serve() {
        try {
          for (Optional<Cid> next = take(); next.isPresent(); next = take()) {
            world.sim.sleep(pace);
            Block block = blocks.get(next.get().multihash());
            if (gave == failsAfter) {
              failed = true;
              taker.failed(id(), "the server " + url + " failed");
              return;
            }
            if (closed) {
              return;
            }
            if (block == null) {
              taker.lacks(id(), next.get());
            } else {
              gave++;
              taker.gave(id(), block);
            }
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }

      private Optional<Cid> take() {
        monitor.lock();
        try {
          Optional<Cid> next = Optional.ofNullable(wanted.pollFirst());
          next.ifPresent(known::remove);
          running = next.isPresent();
          return next;
        } finally {
          monitor.unlock();
        }
      }

      @Override
      public void cancel(Cid cid) {
        monitor.lock();
        wanted.remove(cid);
        known.remove(cid);
        monitor.unlock();
      }

      @Override
      public long heard() {
        return world.sim.nanoTime();
      }

      @Override
      public void close() {
        closed = true;
      }
    }
  }

  private static void fetch(SimWorld.Node node, List<Cid> cids, URI... named)
      throws InterruptedException {
    try (ExchangeSession session = node.bitswap.session(cids.getFirst(), List.of(named))) {
      session.prefetch(cids);
      for (Cid cid : cids) {
        assertThat(session.get(cid, Duration.ofMinutes(2))).as(session::searched).isPresent();
      }
    }
  }

  private static Duration ms(int ms) {
    return Duration.ofMillis(ms);
  }

  @Test
  void aNamedServerIsEnough() {
    simulate(
        1,
        world -> {
          List<Block> blocks = world.blocks(100, 1_000);
          Server server = new Server(ONE, world, blocks, ms(5));
          SimWorld.Node node = world.node(ContentRouting.none(), new Farm().with(server));
          fetch(node, cids(blocks), ONE);
          assertThat(server.gave).isEqualTo(100);
          assertThat(server.opened).isEqualTo(1);
        });
  }

  @Test
  void aServerThatRoutingNamesIsAskedAndNotDialled() {
    simulate(
        2,
        world -> {
          List<Block> blocks = world.blocks(20, 1_000);
          Server server = new Server(ONE, world, blocks, ms(5));
          PeerId somebody =
              PeerId.of(PrivateKey.generate(KeyType.ED25519, world.random).publicKey());
          ContentRouting routing =
              (_, _, _, sink) ->
                  sink.found(
                      new ProviderInfo(
                          somebody, List.of(Multiaddr.parse("/dns4/one.example/tcp/443/https"))));
          SimWorld.Node node = world.node(routing, new Farm().with(server));
          fetch(node, cids(blocks));
          assertThat(server.gave).isEqualTo(20);
          assertThat(node.peer.host().peerstore().addresses(somebody)).isEmpty();
        });
  }

  @Test
  void theQuickerOneGetsMoreOfTheWants() {
    simulate(
        3,
        world -> {
          List<Block> blocks = world.blocks(600, 1_000);
          Server quick = new Server(ONE, world, blocks, ms(2));
          Server slow = new Server(OTHER, world, blocks, ms(40));
          SimWorld.Node far = world.node().with(blocks);
          SimWorld.Node node = world.node(ContentRouting.none(), new Farm().with(quick).with(slow));
          node.dial(far);
          fetch(node, cids(blocks), ONE, OTHER);
          assertThat(quick.gave).isGreaterThan(4 * slow.gave);
          assertThat(node.stats().blocksReceived()).isPositive();
        });
  }

  @Test
  void whatAServerFailsToGiveComesFromAPeer() {
    simulate(
        4,
        world -> {
          List<Block> blocks = world.blocks(200, 1_000);
          Server server = new Server(ONE, world, blocks, ms(2));
          server.failsAfter = 5;
          SimWorld.Node far = world.node().with(blocks);
          SimWorld.Node node = world.node(ContentRouting.none(), new Farm().with(server));
          node.dial(far);
          fetch(node, cids(blocks), ONE);
          assertThat(server.gave).isEqualTo(5);
          assertThat(node.stats().blocksReceived()).isGreaterThanOrEqualTo(195);
        });
  }

  @Test
  void whatAServerLacksComesFromAnother() {
    simulate(
        5,
        world -> {
          List<Block> blocks = world.blocks(100, 1_000);
          Server half = new Server(ONE, world, blocks.subList(0, 50), ms(2));
          Server rest = new Server(OTHER, world, blocks.subList(50, 100), ms(2));
          SimWorld.Node node = world.node(ContentRouting.none(), new Farm().with(half).with(rest));
          fetch(node, cids(blocks), ONE, OTHER);
          assertThat(half.gave + rest.gave).isEqualTo(100);
        });
  }

  @Test
  void aNamedServerThatFailedIsOpenedAgain() {
    simulate(
        6,
        world -> {
          List<Block> blocks = world.blocks(50, 1_000);
          Server server = new Server(ONE, world, blocks, ms(2));
          server.failsAfter = 10;
          SimWorld.Node node = world.node(ContentRouting.none(), new Farm().with(server));
          world.sim.start(
              "repair",
              () -> {
                try {
                  world.sim.sleep(Duration.ofSeconds(3));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                server.failsAfter = Integer.MAX_VALUE;
                server.failed = false;
              });
          fetch(node, cids(blocks), ONE);
          assertThat(server.opened).isGreaterThan(1);
        });
  }

  @Test
  void serversThatStrangersNameTakeNoPlaceOfANamedOne() {
    simulate(
        8,
        world -> {
          List<Block> blocks = world.blocks(20, 1_000);
          Server server = new Server(ONE, world, blocks, ms(2));
          server.failed = true;
          Farm farm = new Farm().with(server);
          List<Multiaddr> addresses = new ArrayList<>();
          for (int i = 0; i < SessionServers.MOST + 2; i++) {
            String host = "stranger" + i + ".example";
            farm.with(new Server(URI.create("https://" + host), world, List.of(), ms(5)));
            addresses.add(Multiaddr.parse("/dns4/" + host + "/tcp/443/https"));
          }
          PeerId somebody =
              PeerId.of(PrivateKey.generate(KeyType.ED25519, world.random).publicKey());
          ContentRouting routing =
              (_, _, _, sink) -> sink.found(new ProviderInfo(somebody, addresses));
          SimWorld.Node node = world.node(routing, farm);
          world.sim.start(
              "repair",
              () -> {
                try {
                  world.sim.sleep(Duration.ofSeconds(10));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                server.failed = false;
              });
          fetch(node, cids(blocks), ONE);
          assertThat(server.gave).isEqualTo(20);
          long asked = farm.servers.values().stream().filter(s -> s.opened > 0).count();
          assertThat(asked).isEqualTo(SessionServers.MOST + 1);
        });
  }

  @Test
  void saysWhatBecameOfTheServers() {
    simulate(
        7,
        world -> {
          List<Block> blocks = world.blocks(1, 1_000);
          Server server = new Server(ONE, world, blocks, ms(2));
          server.failsAfter = 0;
          SimWorld.Node node = world.node(ContentRouting.none(), new Farm().with(server));
          try (ExchangeSession session =
              node.bitswap.session(blocks.getFirst().cid(), List.of(ONE))) {
            assertThat(session.get(blocks.getFirst().cid(), Duration.ofSeconds(5))).isEmpty();
            assertThat(session.searched())
                .contains(
                    "no server is left to be asked over HTTP (the server https://one.example"
                        + " failed)");
          }
        });
  }
}
