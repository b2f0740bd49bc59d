package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.content.exchange.bitswap.Bitswap;
import network.cairn.content.exchange.bitswap.BitswapConfig;
import network.cairn.content.exchange.bitswap.LocalBlocks;
import network.cairn.content.routing.ContentRouting;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.peering.Peering;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;

/// Hosts of a simulated network, and the node of which one of them is a part.
final class SimNodes {
  private SimNodes() {}

  /// A host that listens.
  static Host host(SimScheduler sim, Transport machine, SplittableRandom random, String agent)
      throws IOException {
    Host host =
        HostBuilder.of(PrivateKey.generate(KeyType.ED25519, random.split()))
            .transport(machine)
            .scheduler(sim)
            .random(random.split())
            .agent(agent)
            .build();
    host.listen(SimNetwork.address(machine));
    return host;
  }

  /// A node that serves no blocks and has counted the same traffic always.
  static TestBackend node(Path home, SimScheduler sim, Host host, List<KadDht> dhts)
      throws IOException {
    Bitswap bitswap =
        new Bitswap(
            host,
            LocalBlocks.NONE,
            Hashing.jdk(),
            sim,
            BitswapConfig.DEFAULT,
            ContentRouting.none());
    return TestBackend.online(
        home,
        new Backend.Online(
            host,
            bitswap,
            SeenTraffic.SOME,
            "cairn/agent",
            dhts,
            List.of(),
            List.of(),
            new Peering(host, sim, new SplittableRandom(1), Peering.Directory.none())),
        sim);
  }

  private record SeenTraffic(long bytesIn, long bytesOut, double rateIn, double rateOut)
      implements Backend.Traffic {
    static final SeenTraffic SOME = new SeenTraffic(1_000, 2_000, 1.5, 0);
  }
}
