package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import network.cairn.interop.Command.Digest;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.pnet.SwarmKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The library alone beside a bare go-libp2p host over each way to carry a connection, dialled from
/// either side: ping, identify, and bytes of every size sent and sent back by either. The other
/// host has no other way, so that a connection proves that this one was taken.
@Tag("interop")
@Timeout(1800)
@ExtendWith(LateCleanup.class)
class GoLibp2pIT {
  private static final int[] SIZES = {0, 1, 65_519, 65_520, 262_145, 1 << 20, 100 << 20};
  private static final String ECHO = "/cairn-interop/echo/1.0.0";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// Who opens the connection.
  enum Dialler {
    GO,
    CAIRN
  }

  /// What the other host is left with, as its program calls it, and what it tells of a connection.
  enum Way {
    TLS("tls", "/tcp/", "/tls/1.0.0"),
    NOISE("noise", "/tcp/", "/noise"),
    WEBSOCKET("ws", "/ws", "/tls/1.0.0"),
    /// QUIC brings security and streams of its own, of which go-libp2p tells nothing.
    QUIC("quic", "/quic-v1", "", "");

    final String name;
    final String address;
    final String security;
    final String muxer;

    Way(String name, String address, String security) {
      this(name, address, security, "/yamux");
    }

    Way(String name, String address, String security, String muxer) {
      this.name = name;
      this.address = address;
      this.security = security;
      this.muxer = muxer;
    }

    private static Way of(Multiaddr address) {
      if (address.has(Protocol.QUIC_V1)) {
        return QUIC;
      }
      return address.has(Protocol.WS) ? WEBSOCKET : TLS;
    }

    /// Whether this is the way to an address that is listened on.
    boolean leadsTo(Multiaddr address) {
      Way way = of(address);
      return way == this || way == TLS && this == NOISE;
    }
  }

  static Stream<Arguments> ways() {
    return Stream.of(Way.values())
        .flatMap(way -> Stream.of(Dialler.values()).map(dialler -> Arguments.of(way, dialler)));
  }

  /// No key hides QUIC, so that a private network has none of it.
  static Stream<Arguments> waysOfPrivateNetworks() {
    return ways().filter(a -> a.get()[0] != Way.QUIC);
  }

  private static HostBuilder builder() {
    PrivateKey identity = PrivateKey.generate(KeyType.ED25519, new SecureRandom());
    return HostBuilder.tcp(identity).agent("cairn/interop");
  }

  private static Host listening(Host host, boolean quic) throws IOException {
    host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
    host.listen(Multiaddr.parse(host.listenAddresses().getFirst() + "/ws"));
    if (quic) {
      host.listen(Multiaddr.parse("/ip4/127.0.0.1/udp/0/quic-v1"));
    }
    host.handle(ECHO, stream -> stream.input().transferTo(stream.output()));
    return host;
  }

  private static String address(Host host, Way way) {
    return host.listenAddresses().stream()
        .filter(way::leadsTo)
        .findFirst()
        .orElseThrow()
        .withPeer(host.id())
        .toString();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void bytesOfEverySizeComeBackBothWays(Way way, Dialler dialler, Path home) throws Exception {
    Path binary = Prerequisite.of("golibp2p.bin", "go-libp2p program");
    try (Host host = listening(builder().quic(true).build(), true);
        GoLibp2pPeer go =
            new GoLibp2pPeer(binary, home.resolve("go.log"), List.of("-way", way.name))) {
      refusesAnother(host, go, way, dialler);
      switch (dialler) {
        case GO -> go.dial(address(host, way));
        case CAIRN -> host.connect(Multiaddr.parse(go.address()), PATIENCE);
      }
      PeerId peer = PeerId.parse(go.id());
      // Whoever dials has the connection a moment before the other.
      introduced(host, go, peer);
      assertThat(go.ask("ways", host.id().toString()).get("ways"))
          .hasSize(1)
          .allSatisfy(
              one -> assertThat(one.asString()).contains(way.address, way.security, way.muxer));
      long began = System.nanoTime();
      for (int size : SIZES) {
        go.echo(host.id().toString(), size);
        echo(host, peer, size);
      }
      KuboExchangeIT.report(
          "echo of " + SIZES.length + " sizes both ways with go-libp2p by " + way, dialler, began);
    }
  }

  /// Within a private network, from which a host without its key is kept out.
  @ParameterizedTest
  @MethodSource("waysOfPrivateNetworks")
  void membersOfAPrivateNetworkMeet(Way way, Dialler dialler, Path home) throws Exception {
    Path binary = Prerequisite.of("golibp2p.bin", "go-libp2p program");
    String text = "/key/swarm/psk/1.0.0/\n/base16/\n" + "5a".repeat(32) + "\n";
    Path file = Files.writeString(home.resolve("swarm.key"), text);
    SwarmKey key = SwarmKey.decode(text.getBytes(StandardCharsets.US_ASCII));
    List<String> options = List.of("-way", way.name, "-swarm-key", file.toString());
    try (Host host = listening(builder().privateNetwork(key).build(), false);
        Host stranger = listening(builder().build(), false);
        GoLibp2pPeer go = new GoLibp2pPeer(binary, home.resolve("go.log"), options)) {
      Multiaddr address = Multiaddr.parse(go.address());
      switch (dialler) {
        case GO -> {
          assertThatThrownBy(() -> go.dial(address(stranger, way)))
              .isInstanceOf(AssertionError.class);
          go.dial(address(host, way));
        }
        case CAIRN -> {
          assertThatThrownBy(() -> stranger.connect(address, PATIENCE))
              .isInstanceOf(IOException.class);
          host.connect(address, PATIENCE);
        }
      }
      PeerId peer = PeerId.parse(go.id());
      introduced(host, go, peer);
      for (int size : new int[] {0, 1, 65_520, 10 << 20}) {
        go.echo(host.id().toString(), size);
        echo(host, peer, size);
      }
    }
  }

  /// Before the right one is dialled, so that no connection is there.
  private static void refusesAnother(Host host, GoLibp2pPeer go, Way way, Dialler dialler) {
    String stranger = "12D3KooWCsXyTsEEHppaZsZfjiSqpGwFAg2ZBNNov952DXKxpjtK";
    assertThatThrownBy(
            () -> {
              switch (dialler) {
                case GO -> go.dial(address(host, way).replace(host.id().toString(), stranger));
                case CAIRN ->
                    host.connect(
                        Multiaddr.parse(go.address().replace(go.id(), stranger)), PATIENCE);
              }
            })
        .as("a peer that is not the one that the address names")
        .isInstanceOfAny(IOException.class, AssertionError.class);
  }

  private static void introduced(Host host, GoLibp2pPeer go, PeerId peer) throws Exception {
    assertThat(host.ping(peer, PATIENCE)).isPositive();
    assertThat(go.ask("ping", host.id().toString()).get("nanos").asLong()).isPositive();
    assertThat(host.peerstore().protocols(peer))
        .contains(ECHO, "/ipfs/ping/1.0.0", "/ipfs/id/1.0.0");
    assertThat(host.peerstore().agent(peer)).hasValueSatisfying(a -> assertThat(a).isNotEmpty());
    assertThat(go.ask("identify", host.id().toString()).get("agent").asString())
        .isEqualTo("cairn/interop");
  }

  /// Sends bytes to the other host, which sends them back.
  private static void echo(Host host, PeerId peer, int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    try (ExecutorService writer = Executors.newVirtualThreadPerTaskExecutor();
        network.cairn.libp2p.host.Stream stream = host.open(peer, List.of(ECHO), PATIENCE)) {
      stream.deadline(PATIENCE);
      Future<?> written =
          writer.submit(() -> {
            try (OutputStream out = stream.output()) {
              out.write(bytes);
            }
            return null;
          });
      Digest back = Digest.of(stream.input());
      written.get();
      assertThat(back).as("%d B", size).isEqualTo(Digest.of(new ByteArrayInputStream(bytes)));
    }
  }
}
