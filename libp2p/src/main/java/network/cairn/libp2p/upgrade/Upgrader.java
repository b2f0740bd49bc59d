package network.cairn.libp2p.upgrade;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.io.Duplex;
import network.cairn.libp2p.io.Watchdog;
import network.cairn.libp2p.mux.Muxer;
import network.cairn.libp2p.mux.yamux.Yamux;
import network.cairn.libp2p.mux.yamux.YamuxLimits;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.pnet.PrivateNetwork;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.security.Security;
import network.cairn.libp2p.security.noise.Noise;
import network.cairn.libp2p.security.tls.Tls;
import network.cairn.libp2p.select.Multistream;
import network.cairn.libp2p.transport.CapableConn;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.TransportConn;

/// Turns what a transport delivers into a connection that can carry streams (go-libp2p's upgrader):
/// the security protocol by multistream-select, then the muxer, inside the handshake or by
/// multistream-select after it. Thread-safe.
public final class Upgrader {
  private final Map<String, Security> securities;
  private final Map<String, Muxer> muxers;
  private final Scheduler scheduler;
  private final Optional<PrivateNetwork> network;

  /// @param securities offered to listeners in this order; any is accepted from a dialler
  /// @param muxers likewise
  public Upgrader(List<Security> securities, List<Muxer> muxers, Scheduler scheduler) {
    this(securities, muxers, scheduler, Optional.empty());
  }

  private Upgrader(
      List<Security> securities,
      List<Muxer> muxers,
      Scheduler scheduler,
      Optional<PrivateNetwork> network) {
    this.network = network;
    this.securities = named(securities, Security::protocol);
    this.muxers = named(muxers, Muxer::protocol);
    this.scheduler = scheduler;
  }

  /// These channels and yamux.
  ///
  /// @param channels best first, as go-libp2p TLS and then Noise ([Channel#values])
  /// @param random a `SecureRandom`; anything else only in simulations, without TLS
  /// @throws IllegalArgumentException if no channel is given, or TLS without a `SecureRandom`
  public static Upgrader of(
      List<Channel> channels, PrivateKey identity, RandomGenerator random, Scheduler scheduler) {
    Muxer yamux = new Yamux(YamuxLimits.standard(), scheduler);
    List<String> muxers = List.of(yamux.protocol());
    List<Security> securities = new ArrayList<>();
    for (Channel channel : channels) {
      securities.add(
          switch (channel) {
            case TLS -> new Tls(identity, muxers, secure(random), scheduler);
            case NOISE -> new Noise(identity, muxers, random, scheduler);
          });
    }
    return new Upgrader(securities, List.of(yamux), scheduler);
  }

  /// The same without the security protocol that is offered first; empty if it is the only one.
  public Optional<Upgrader> withoutFirst() {
    List<Security> others = securities.values().stream().skip(1).toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(new Upgrader(others, List.copyOf(muxers.values()), scheduler, network));
  }

  /// The same within a private network: raw connections are hidden under its key, and what a
  /// transport has secured by itself is refused, as strangers could come by it.
  public Upgrader within(PrivateNetwork members) {
    return new Upgrader(
        List.copyOf(securities.values()),
        List.copyOf(muxers.values()),
        scheduler,
        Optional.of(members));
  }

  private static SecureRandom secure(RandomGenerator random) {
    if (random instanceof SecureRandom secure) {
      return secure;
    }
    throw new IllegalArgumentException("TLS needs a SecureRandom");
  }

  private static <T> Map<String, T> named(List<T> offered, Function<T, String> name) {
    if (offered.isEmpty()) {
      throw new IllegalArgumentException("nothing to offer to a peer");
    }
    Map<String, T> named = new LinkedHashMap<>();
    offered.forEach(each -> named.putIfAbsent(name.apply(each), each));
    return named;
  }

  /// Upgrades a connection within the time given; on any failure it is closed.
  ///
  /// @param expected the peer that must answer; empty accepts any
  /// @param check asked before the connection is muxed
  /// @throws HandshakeFailed if another peer answered, or the peer broke the handshake
  /// @throws IOException if nothing was agreed, the check refused or the time ran out
  public CapableConn upgrade(
      TransportConn conn,
      Direction direction,
      Optional<PeerId> expected,
      Duration timeout,
      SecuredCheck check)
      throws IOException {
    try {
      return switch (conn) {
        case RawConn raw -> upgradeRaw(hidden(raw), direction, expected, timeout, check);
        case CapableConn capable -> {
          if (network.isPresent()) {
            throw new IOException(
                capable.remoteAddress() + " is of a transport that has no private networks");
          }
          require(capable.remotePeer(), expected);
          check.secured(direction, capable.remotePeer(), capable.remoteAddress());
          yield capable;
        }
      };
    } catch (IOException e) {
      conn.close();
      throw e;
    }
  }

  private RawConn hidden(RawConn raw) {
    return network.map(members -> members.over(raw)).orElse(raw);
  }

  private CapableConn upgradeRaw(
      RawConn raw,
      Direction direction,
      Optional<PeerId> expected,
      Duration timeout,
      SecuredCheck check)
      throws IOException {
    boolean dialer = direction == Direction.OUTBOUND;
    try (Watchdog watchdog = Watchdog.arm(scheduler, timeout, raw::close)) {
      try {
        Security security = security(raw, dialer);
        SecureConn secure = security.secure(raw, dialer, expected, timeout);
        require(secure.remotePeer(), expected);
        check.secured(direction, secure.remotePeer(), raw.remoteAddress());
        return new UpgradedConn(raw, secure, muxer(secure, dialer), dialer);
      } catch (IOException e) {
        throw watchdog.fired()
            ? new IOException(
                "no secured connection to " + raw.remoteAddress() + " within " + timeout, e)
            : e;
      }
    }
  }

  private Security security(RawConn raw, boolean dialer) throws IOException {
    try {
      return select(raw, dialer, securities);
    } catch (IOException e) {
      throw network.isEmpty()
          ? e
          : new IOException(
              e.getMessage() + "; the other end may be of another network, or of none", e);
    }
  }

  private static void require(PeerId proved, Optional<PeerId> expected) throws HandshakeFailed {
    if (expected.isPresent() && !expected.get().equals(proved)) {
      throw new HandshakeFailed(
          Reason.WRONG_PEER, "expected " + expected.get() + ", answered by " + proved);
    }
  }

  private Muxer muxer(SecureConn secure, boolean dialer) throws IOException {
    Optional<String> early = secure.earlyMuxer();
    if (early.isEmpty()) {
      return select(secure, dialer, muxers);
    }
    return Optional.ofNullable(muxers.get(early.get()))
        .orElseThrow(() ->
            new HandshakeFailed(
                Reason.MALFORMED, "agreed on muxer " + early.get() + ", which is not offered"));
  }

  private static <T> T select(Duplex conn, boolean dialer, Map<String, T> offered)
      throws IOException {
    String agreed =
        dialer
            ? Multistream.negotiate(conn, List.copyOf(offered.keySet()))
            : Multistream.accept(conn, offered::containsKey);
    return Optional.ofNullable(offered.get(agreed)).orElseThrow();
  }
}
