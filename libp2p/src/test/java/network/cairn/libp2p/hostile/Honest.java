package network.cairn.libp2p.hostile;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.transport.Transport;

/// An honest peer beside an attack, and how fast its work gets done in virtual time.
public final class Honest {
  /// What [#serve] answers: everything that is sent is read, then counted in one byte.
  public static final String WORK = "/test/work/1.0.0";

  private static final int PIECE = 100_000;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final SimScheduler sim;
  private final Transport side;
  private final SplittableRandom random;

  public Honest(SimScheduler sim, Transport side, long seed) {
    this.sim = sim;
    this.side = side;
    this.random = new SplittableRandom(seed);
  }

  /// Makes a host do its part of the work.
  public static void serve(Host host) {
    host.handle(
        WORK,
        stream -> {
          byte[] buffer = new byte[64 * 1024];
          int n = stream.read(buffer, 0, buffer.length);
          while (n >= 0) {
            n = stream.read(buffer, 0, buffer.length);
          }
          stream.write(new byte[] {1}, 0, 1);
        });
  }

  /// Ten times, 3 s apart: connects anew, sends so many pieces of 100 kB on a stream each, one
  /// after the other.
  ///
  /// @return bytes a second of the virtual time at work, the connections' making included
  public long bytesPerSecond(Multiaddr address, int pieces)
      throws IOException, InterruptedException {
    long took = 0;
    for (int i = 0; i < 10; i++) {
      took += work(address, pieces);
      sim.sleep(Duration.ofSeconds(3));
    }
    return 10L * pieces * PIECE * 1_000_000_000L / took;
  }

  private long work(Multiaddr address, int pieces) throws IOException, InterruptedException {
    Host host =
        HostBuilder.of(PrivateKey.generate(KeyType.ED25519, random))
            .transport(side)
            .scheduler(sim)
            .random(random.split())
            .build();
    long start = sim.nanoTime();
    byte[] piece = new byte[PIECE];
    var peer = host.connect(address, LONG);
    for (int i = 0; i < pieces; i++) {
      try (Stream stream = host.open(peer, List.of(WORK), LONG)) {
        stream.deadline(LONG);
        stream.write(piece, 0, piece.length);
        stream.closeWrite();
        if (stream.input().read() != 1) {
          throw new IOException("the work was not done");
        }
      }
    }
    long took = sim.nanoTime() - start;
    host.close();
    return took;
  }
}
