package network.cairn.libp2p.resolve;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.libp2p.peer.PeerId;

/// Puts addresses in the place of names that multiaddrs begin with. Thread-safe.
public final class AddressResolver {
  /// Names that are looked up for one dial at most, those within answers too.
  static final int MAX_NAMES = 16;

  /// Addresses that come of them at most.
  static final int MAX_ADDRESSES = 64;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String TEXT = "dnsaddr=";
  private final Names names;
  private final Scheduler scheduler;

  public AddressResolver(Names names, Scheduler scheduler) {
    this.names = names;
    this.scheduler = scheduler;
  }

  /// Whether an address begins with a name.
  public static boolean isName(Multiaddr address) {
    return switch (address.components().getFirst().protocol()) {
      case DNS, DNS4, DNS6, DNSADDR -> true;
      default -> false;
    };
  }

  /// Those without names as they are, and what the names of the others stand for.
  ///
  /// @param peer whom to reach; answers that name another are left out
  /// @param failures is told what could not be looked up, and why
  public List<Multiaddr> resolve(
      PeerId peer, List<Multiaddr> addresses, long deadline, List<String> failures)
      throws InterruptedException {
    return resolve(names, peer, addresses, deadline, failures);
  }

  /// As [#resolve], of addresses that came from peers.
  public List<Multiaddr> resolveTold(
      PeerId peer, List<Multiaddr> addresses, long deadline, List<String> failures)
      throws InterruptedException {
    return resolve(names.ofPeers(), peer, addresses, deadline, failures);
  }

  private List<Multiaddr> resolve(
      Names asking, PeerId peer, List<Multiaddr> addresses, long deadline, List<String> failures)
      throws InterruptedException {
    SequencedSet<Multiaddr> found = new LinkedHashSet<>();
    ArrayDeque<Multiaddr> waiting = new ArrayDeque<>(addresses);
    int asked = 0;
    while (!waiting.isEmpty() && found.size() < MAX_ADDRESSES) {
      Multiaddr address = waiting.removeFirst();
      if (!isName(address)) {
        found.add(address);
      } else if (asked == MAX_NAMES) {
        failures.add(address + ": more than " + MAX_NAMES + " names for one peer");
      } else {
        asked++;
        waiting.addAll(answers(asking, peer, address, deadline, failures));
      }
    }
    return List.copyOf(found);
  }

  private List<Multiaddr> answers(
      Names asking, PeerId peer, Multiaddr address, long deadline, List<String> failures)
      throws InterruptedException {
    String name = address.components().getFirst().value();
    try {
      Duration left = left(deadline);
      return address.components().getFirst().protocol() == Protocol.DNSADDR
          ? named(peer, address, asking.texts("_dnsaddr." + name, left))
          : at(address, asking.addresses(name, left));
    } catch (IOException | InvalidMultiaddr e) {
      failures.add(address + ": " + e.getMessage());
      return List.of();
    }
  }

  private Duration left(long deadline) throws IOException {
    long left = deadline - scheduler.nanoTime();
    if (left <= 0) {
      throw new IOException("no time left");
    }
    return left < PATIENCE.toNanos() ? Duration.ofNanos(left) : PATIENCE;
  }

  private static List<Multiaddr> at(Multiaddr address, List<InetAddress> ips) throws IOException {
    Protocol kind = address.components().getFirst().protocol();
    List<Multiaddr> found = new ArrayList<>();
    for (InetAddress ip : ips) {
      boolean wanted =
          kind == Protocol.DNS
              || kind == Protocol.DNS4 && ip instanceof Inet4Address
              || kind == Protocol.DNS6 && ip instanceof Inet6Address;
      if (wanted) {
        found.add(NamedTls.keepName(address, address.components().getFirst().value()).withHost(ip));
      }
    }
    if (found.isEmpty()) {
      throw new IOException("the name has no address of this kind");
    }
    return found;
  }

  /// The addresses that records hold, of this peer where they name one.
  private static List<Multiaddr> named(PeerId peer, Multiaddr address, List<String> texts)
      throws IOException {
    List<Multiaddr> found = new ArrayList<>();
    for (String text : texts) {
      Optional<Multiaddr> one = text.startsWith(TEXT) ? parsed(text) : Optional.empty();
      one.filter(a -> a.peerId().isEmpty() || a.peerId().get().equals(peer)).ifPresent(found::add);
    }
    if (found.isEmpty()) {
      throw new IOException("no record of " + address + " leads to " + peer);
    }
    return found;
  }

  /// Others write the records; one that is wrong does not hide the rest.
  private static Optional<Multiaddr> parsed(String text) {
    try {
      return Optional.of(Multiaddr.parse(text.substring(TEXT.length())));
    } catch (InvalidMultiaddr e) {
      return Optional.empty();
    }
  }
}
