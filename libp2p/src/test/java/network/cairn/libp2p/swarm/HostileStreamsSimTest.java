package network.cairn.libp2p.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.Logged;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.NetworkMetrics;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.security.noise.Noise;
import network.cairn.libp2p.select.Multistream;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A peer that secures its connection as it should and then writes yamux frames by hand.
@Timeout(300)
final class HostileStreamsSimTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int DATA = 0;
  private static final int WINDOW_UPDATE = 1;
  private static final int PING = 2;
  private static final int SYN = 1;
  private static final int ACK = 2;
  private static final int RST = 8;

  private final SplittableRandom random = new SplittableRandom(31);
  private final List<String> refused = new ArrayList<>();

  /// What happens to a listening host.
  private interface Scenario {
    void run(SimScheduler sim, SimNetwork network, Host host, Multiaddr address) throws Exception;
  }

  private void simulate(Scenario scenario) {
    SimScheduler sim = new SimScheduler(32);
    sim.run(() -> {
      SimNetwork network = new SimNetwork(sim, 33);
      Transport side = network.machine("host");
      Host host = host(sim, side);
      host.listen(SimNetwork.address(side));
      scenario.run(sim, network, host, SimNetwork.address(side).withPeer(host.id()));
      host.close();
    });
  }

  private Host host(SimScheduler sim, Transport side) {
    return HostBuilder.of(PrivateKey.generate(KeyType.ED25519, random.split()))
        .transport(side)
        .scheduler(sim)
        .random(random.split())
        .metrics(
            new NetworkMetrics() {
              @Override
              public void refused(String limit) {
                refused.add(limit);
              }
            })
        .build();
  }

  private SecureConn secured(SimScheduler sim, Transport side, Multiaddr address)
      throws IOException, InterruptedException {
    PrivateKey key = PrivateKey.generate(KeyType.ED25519, random.split());
    Noise noise = new Noise(key, List.of("/yamux/1.0.0"), random.split(), sim);
    RawConn raw = (RawConn) side.dial(address, LONG);
    Multistream.negotiate(raw, List.of(noise.protocol()));
    return noise.secure(raw, true, Optional.empty(), LONG);
  }

  private static byte[] frame(int type, int flags, int id, long length) {
    return ByteBuffer.allocate(12)
        .put((byte) 0)
        .put((byte) type)
        .putShort((short) flags)
        .putInt(id)
        .putInt((int) length)
        .array();
  }

  private static void send(SecureConn conn, byte[]... parts) throws IOException {
    for (byte[] part : parts) {
      conn.write(part, 0, part.length);
    }
  }

  /// What a host said of the streams that a hostile peer opened.
  private static final class Seen {
    final Map<Integer, Long> resets = new HashMap<>();
    final List<Integer> accepted = new ArrayList<>();

    /// Reads frames to the end of the connection, and answers pings.
    void read(SecureConn conn) {
      try {
        while (true) {
          ByteBuffer head = ByteBuffer.wrap(bytes(conn, 12));
          int type = head.get(1);
          int flags = head.getShort(2);
          int id = head.getInt(4);
          int length = head.getInt(8);
          if (type == DATA) {
            bytes(conn, length);
          } else if (type == PING && (flags & SYN) != 0) {
            send(conn, frame(PING, ACK, 0, length));
          } else if ((flags & RST) != 0) {
            resets.put(id, (long) length);
          } else if ((flags & ACK) != 0 && id != 0) {
            accepted.add(id);
          }
        }
      } catch (IOException e) {
        assertThat(e).isNotNull();
      }
    }

    private static byte[] bytes(SecureConn conn, int length) throws IOException {
      byte[] bytes = new byte[length];
      for (int at = 0; at < length; ) {
        int n = conn.read(bytes, at, length - at);
        if (n < 0) {
          throw new EOFException();
        }
        at += n;
      }
      return bytes;
    }
  }

  @Test
  void streamsThatNeverNegotiateAreBoundedAndResetAfterTenSeconds() {
    try (Logged log = new Logged(SwarmConnection.class)) {
      simulate((sim, network, host, address) -> {
        host.handle("/test/one", stream -> stream.write(new byte[] {7}, 0, 1));
        SecureConn evil = secured(sim, network.machine("evil"), address);
        Seen seen = new Seen();
        sim.start("evil", () -> seen.read(evil));
        for (int i = 0; i < 400; i++) {
          send(evil, frame(WINDOW_UPDATE, SYN, 1 + 2 * i, 0));
        }
        sim.sleep(Duration.ofSeconds(5));
        assertThat(seen.accepted).hasSize(128);
        assertThat(seen.resets.values())
            .hasSize(16)
            .containsOnly(StreamReset.RESOURCE_LIMIT_EXCEEDED);
        assertThat(refused).hasSize(16).containsOnly("backlog");
        Host honest = host(sim, network.machine("honest"));
        honest.connect(address, LONG);
        try (var stream = honest.open(host.id(), List.of("/test/one"), Duration.ofSeconds(1))) {
          assertThat(stream.input().read()).isEqualTo(7);
        }
        honest.close();
        refused.clear();
        sim.sleep(Duration.ofSeconds(6));
        assertThat(refused).hasSize(128).containsOnly("negotiation");
        sim.sleep(Duration.ofSeconds(20));
        assertThat(refused).hasSize(384);
        seen.resets.keySet().removeIf(id -> id % 2 == 0);
        assertThat(seen.resets).hasSize(400);
        assertThat(seen.resets.values())
            .filteredOn(code -> code == StreamReset.PROTOCOL_NEGOTIATION_FAILED)
            .hasSize(384);
        evil.close();
      });
      assertThat(log.lines()).anyMatch(line -> line.startsWith("no protocol agreed with"));
    }
  }

  @Test
  void aPeerThatNeverReadsWhileWeSendInBulkLosesItsConnection() {
    try (Logged log = new Logged("network.cairn.libp2p.mux.yamux.YamuxSession")) {
      simulate((sim, network, host, address) -> {
        long[] taken = new long[1];
        List<IOException> ended = new ArrayList<>();
        host.handle(
            "/test/bulk",
            stream -> {
              byte[] piece = new byte[16 * 1024];
              try {
                while (taken[0] < 1_000_000_000L) {
                  stream.write(piece, 0, piece.length);
                  taken[0] += piece.length;
                }
              } catch (IOException e) {
                ended.add(e);
                throw e;
              }
            });
        SecureConn evil = secured(sim, network.machine("evil"), address);
        byte[] proposal =
            "\u0013/multistream/1.0.0\n\u000b/test/bulk\n".getBytes(StandardCharsets.US_ASCII);
        send(evil, frame(DATA, SYN, 1, proposal.length), proposal);
        send(evil, frame(WINDOW_UPDATE, 0, 1, 0xf000_0000L));
        sim.sleep(Duration.ofSeconds(5));
        assertThat(host.connections()).hasSize(1);
        long after = taken[0];
        // The send buffer, a record and the simulated connection's buffer.
        assertThat(after).isBetween(1L, 4 * 256 * 1024L);
        sim.sleep(Duration.ofSeconds(8));
        assertThat(host.connections()).isEmpty();
        assertThat(taken[0]).isEqualTo(after);
        assertThat(ended).hasSize(1);
        assertThat(refused).containsExactly("stall");
        evil.close();
      });
      assertThat(log.lines()).anyMatch(line -> line.contains("stalled=true"));
    }
  }
}
