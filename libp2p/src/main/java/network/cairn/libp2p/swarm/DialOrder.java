package network.cairn.libp2p.swarm;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;

/// In which order a peer's addresses are dialled, and how long each waits for those before it
/// (go-libp2p's dial ranker).
///
/// Addresses near by and public ones make two rows that begin at the same time: near by 30 ms
/// apart, public ones 250 ms. In a row QUIC comes first, then plain TCP, then WebSocket, and of
/// each of these IPv6 and IPv4 take turns, as either may lead nowhere. From the third address on
/// those by QUIC go together: where none of them leads anywhere, as datagrams are dropped, TCP is
/// not kept waiting.
final class DialOrder {
  private static final Duration NEAR = Duration.ofMillis(30);
  private static final Duration FAR = Duration.ofMillis(250);

  /// From this one on, QUIC addresses of a row begin at once.
  private static final int TOGETHER = 2;

  private DialOrder() {}

  /// One address's turn.
  ///
  /// @param after nanoseconds since the turn before
  record Turn(Multiaddr address, long after) {}

  private record Start(Multiaddr address, long nanos) {}

  static List<Turn> of(List<Multiaddr> addresses) {
    List<Start> starts = new ArrayList<>();
    starts.addAll(row(addresses.stream().filter(DialOrder::isLoopback).toList(), NEAR));
    starts.addAll(row(addresses.stream().filter(DialOrder::isPrivate).toList(), NEAR));
    starts.addAll(row(addresses.stream().filter(DialOrder::isFar).toList(), FAR));
    starts.sort(Comparator.comparingLong(Start::nanos));
    List<Turn> turns = new ArrayList<>();
    long last = 0;
    for (Start start : starts) {
      turns.add(new Turn(start.address, start.nanos - last));
      last = start.nanos;
    }
    return turns;
  }

  private static List<Start> row(List<Multiaddr> addresses, Duration apart) {
    List<Start> starts = new ArrayList<>();
    long at = 0;
    for (List<Multiaddr> way : ways(addresses)) {
      boolean together = !way.isEmpty() && isQuic(way.getFirst());
      long last = -apart.toNanos();
      for (int i = 0; i < way.size(); i++) {
        last = (together ? Math.min(i, TOGETHER) : i) * apart.toNanos();
        starts.add(new Start(way.get(i), at + last));
      }
      at += last + apart.toNanos();
    }
    return starts;
  }

  private static List<List<Multiaddr>> ways(List<Multiaddr> addresses) {
    return Stream.<Predicate<Multiaddr>>of(
            DialOrder::isQuic,
            a -> !isQuic(a) && !isWebsocket(a),
            a -> !isQuic(a) && isWebsocket(a))
        .map(way -> inTurns(addresses.stream().filter(way).toList()))
        .toList();
  }

  private static boolean isQuic(Multiaddr address) {
    return address.has(Protocol.QUIC_V1);
  }

  private static List<Multiaddr> inTurns(List<Multiaddr> addresses) {
    List<Multiaddr> six = addresses.stream().filter(DialOrder::isSix).toList();
    List<Multiaddr> others = addresses.stream().filter(a -> !isSix(a)).toList();
    List<Multiaddr> ordered = new ArrayList<>();
    for (int i = 0; i < Math.max(six.size(), others.size()); i++) {
      if (i < six.size()) {
        ordered.add(six.get(i));
      }
      if (i < others.size()) {
        ordered.add(others.get(i));
      }
    }
    return ordered;
  }

  private static boolean isWebsocket(Multiaddr address) {
    return address.has(Protocol.WS) || address.has(Protocol.WSS);
  }

  private static boolean isSix(Multiaddr address) {
    return address.ip().filter(Inet6Address.class::isInstance).isPresent();
  }

  private static boolean isLoopback(Multiaddr address) {
    return address.ip().filter(InetAddress::isLoopbackAddress).isPresent();
  }

  private static boolean isPrivate(Multiaddr address) {
    return address
        .ip()
        .filter(ip -> ip.isSiteLocalAddress() || ip.isLinkLocalAddress() || isUniqueLocal(ip))
        .isPresent();
  }

  /// `fc00::/7` (RFC 4193).
  private static boolean isUniqueLocal(InetAddress ip) {
    return ip instanceof Inet6Address && (ip.getAddress()[0] & 0xfe) == 0xfc;
  }

  /// Whether an address leads beyond this machine and its network.
  static boolean isFar(Multiaddr address) {
    return !isLoopback(address) && !isPrivate(address);
  }
}
