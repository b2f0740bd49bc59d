package network.cairn.libp2p.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.io.Duplex;
import network.cairn.libp2p.io.RecordConn;
import network.cairn.libp2p.mux.MuxedConn;
import network.cairn.libp2p.mux.MuxedConnOwner;
import network.cairn.libp2p.mux.Muxer;
import network.cairn.libp2p.mux.yamux.Yamux;
import network.cairn.libp2p.mux.yamux.YamuxLimits;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.peer.PublicKey;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.security.Security;
import network.cairn.libp2p.security.noise.Noise;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What two hosts agree on when each offers several security protocols and muxers.
@Timeout(300)
final class UpgraderSimTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final SplittableRandom random = new SplittableRandom(71);
  private final List<String> used = new ArrayList<>();

  /// Tells the other side a key and seals nothing: libp2p's `/plaintext/2.0.0` in spirit.
  private record Plaintext(PublicKey key) implements Security {
    @Override
    public String protocol() {
      return "/plaintext-test/1.0.0";
    }

    @Override
    public SecureConn secure(
        RawConn raw, boolean dialer, Optional<PeerId> expected, Duration timeout)
        throws IOException {
      byte[] own = key.protobuf();
      raw.write(new byte[] {(byte) own.length}, 0, 1);
      raw.write(own, 0, own.length);
      byte[] theirs = readFully(raw, readFully(raw, 1)[0]);
      return new PlainConn(raw, PeerId.of(PublicKey.decode(theirs)));
    }

    private static byte[] readFully(Duplex from, int length) throws IOException {
      byte[] bytes = new byte[length];
      for (int at = 0; at < length; ) {
        int n = from.read(bytes, at, length - at);
        if (n < 0) {
          throw new EOFException();
        }
        at += n;
      }
      return bytes;
    }
  }

  private record PlainConn(RawConn raw, PeerId remotePeer) implements SecureConn {
    @Override
    public Optional<String> earlyMuxer() {
      return Optional.empty();
    }

    @Override
    public int maxPlaintext() {
      return 60_000;
    }

    @Override
    public int headroom() {
      return 0;
    }

    @Override
    public int tailroom() {
      return 0;
    }

    @Override
    public void writeRecord(byte[] buffer, int offset, int length) throws IOException {
      raw.write(buffer, offset, length);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return raw.read(buffer, offset, length);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      raw.write(buffer, offset, length);
    }

    @Override
    public void close() {
      raw.close();
    }
  }

  /// Notes who used it.
  private record NotedSecurity(Security real, List<String> used) implements Security {
    @Override
    public String protocol() {
      return real.protocol();
    }

    @Override
    public SecureConn secure(
        RawConn raw, boolean dialer, Optional<PeerId> expected, Duration timeout)
        throws IOException {
      used.add(protocol());
      return real.secure(raw, dialer, expected, timeout);
    }
  }

  /// yamux under a name of its own that notes who used it.
  private record NamedMuxer(String protocol, Muxer real, List<String> used) implements Muxer {
    @Override
    public MuxedConn mux(RecordConn conn, boolean dialer, MuxedConnOwner owner) {
      used.add(protocol);
      return real.mux(conn, dialer, owner);
    }
  }

  /// One side's identity and what it may offer.
  private final class Side {
    final SimScheduler sim;
    final PrivateKey key = PrivateKey.generate(KeyType.ED25519, random.split());
    final Security plaintext = new NotedSecurity(new Plaintext(key.publicKey()), used);

    Side(SimScheduler sim) {
      this.sim = sim;
    }

    Security noise(Muxer... early) {
      List<String> names = List.of(early).stream().map(Muxer::protocol).toList();
      return new NotedSecurity(new Noise(key, names, random.split(), sim), used);
    }

    Muxer muxer(String name) {
      return new NamedMuxer(name, new Yamux(YamuxLimits.standard(), sim), used);
    }

    Host host(Transport transport, List<Security> securities, List<Muxer> muxers) {
      return HostBuilder.of(key)
          .transport(transport)
          .scheduler(sim)
          .random(random.split())
          .upgrader(new Upgrader(securities, muxers, sim))
          .build();
    }
  }

  /// Two hosts that are made of two sides.
  private interface Offers {
    Host host(Side side, Transport transport);
  }

  /// Connects, pings both ways and returns what both sides used, each once.
  private List<String> agreed(Offers dialer, Offers listener) {
    SimScheduler sim = new SimScheduler(72);
    sim.run(() -> {
      SimNetwork network = new SimNetwork(sim, 73);
      Transport side = network.machine("listener");
      Host far = listener.host(new Side(sim), side);
      Host near = dialer.host(new Side(sim), network.machine("dialer"));
      far.listen(SimNetwork.address(side));
      try {
        near.connect(SimNetwork.address(side).withPeer(far.id()), LONG);
        near.ping(far.id(), LONG);
        far.ping(near.id(), LONG);
      } finally {
        near.close();
        far.close();
      }
    });
    return used.stream().distinct().toList();
  }

  @Test
  void theSecondSecurityIsTakenIfTheListenerKnowsNotTheFirst() {
    assertThat(
            agreed(
                (side, transport) -> {
                  Muxer yamux = side.muxer("/yamux/1.0.0");
                  return side.host(
                      transport, List.of(side.plaintext, side.noise(yamux)), List.of(yamux));
                },
                (side, transport) -> {
                  Muxer yamux = side.muxer("/yamux/1.0.0");
                  return side.host(transport, List.of(side.noise(yamux)), List.of(yamux));
                }))
        .containsExactly("/noise", "/yamux/1.0.0");
    assertThat(used).hasSize(4);
  }

  @Test
  void theDialersOrderDecidesWhereBothKnowBoth() {
    assertThat(
            agreed(
                (side, transport) -> {
                  Muxer yamux = side.muxer("/yamux/1.0.0");
                  return side.host(
                      transport, List.of(side.plaintext, side.noise(yamux)), List.of(yamux));
                },
                (side, transport) -> {
                  Muxer yamux = side.muxer("/yamux/1.0.0");
                  return side.host(
                      transport, List.of(side.noise(yamux), side.plaintext), List.of(yamux));
                }))
        .containsExactly("/plaintext-test/1.0.0", "/yamux/1.0.0");
  }

  @Test
  void theSecondMuxerIsTakenIfTheListenerKnowsNotTheFirst() {
    Offers two =
        (side, transport) ->
            side.host(
                transport,
                List.of(side.plaintext),
                List.of(side.muxer("/other/1.0.0"), side.muxer("/yamux/1.0.0")));
    Offers one =
        (side, transport) ->
            side.host(transport, List.of(side.plaintext), List.of(side.muxer("/yamux/1.0.0")));
    assertThat(agreed(two, one)).containsExactly("/plaintext-test/1.0.0", "/yamux/1.0.0");
  }

  @Test
  void theMuxerOfTheHandshakeIsTakenWithoutAskingAgain() {
    Offers two =
        (side, transport) -> {
          Muxer other = side.muxer("/other/1.0.0");
          Muxer yamux = side.muxer("/yamux/1.0.0");
          return side.host(transport, List.of(side.noise(other, yamux)), List.of(yamux, other));
        };
    assertThat(agreed(two, two)).containsExactly("/noise", "/other/1.0.0");
  }

  @Test
  void nothingInCommonIsNoConnection() {
    Offers plain =
        (side, transport) ->
            side.host(transport, List.of(side.plaintext), List.of(side.muxer("/yamux/1.0.0")));
    Offers noise =
        (side, transport) ->
            side.host(transport, List.of(side.noise()), List.of(side.muxer("/yamux/1.0.0")));
    assertThatThrownBy(() -> agreed(plain, noise)).hasStackTraceContaining("speaks none of");
    assertThat(used).isEmpty();
  }

  /// What the other side shows under it is never readable.
  private record Unreadable() implements Security {
    @Override
    public String protocol() {
      return "/unreadable-test/1.0.0";
    }

    @Override
    public SecureConn secure(
        RawConn raw, boolean dialer, Optional<PeerId> expected, Duration timeout)
        throws IOException {
      raw.close();
      throw new HandshakeFailed(HandshakeFailed.Reason.UNREADABLE, "cannot be read");
    }
  }

  @Test
  void aDiallerThatCannotReadTheFirstSecurityAsksAgainForTheSecond() {
    Offers both =
        (side, transport) -> {
          Muxer yamux = side.muxer("/yamux/1.0.0");
          List<Security> securities = List.of(new Unreadable(), side.noise(yamux));
          return side.host(transport, securities, List.of(yamux));
        };
    assertThat(agreed(both, both)).containsExactly("/noise", "/yamux/1.0.0");
  }

  @Test
  void anUpgraderNeedsSomethingToOffer() {
    SimScheduler sim = new SimScheduler(1);
    assertThatThrownBy(() -> new Upgrader(List.of(), List.of(), sim))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
