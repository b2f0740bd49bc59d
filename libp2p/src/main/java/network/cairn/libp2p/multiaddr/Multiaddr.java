package network.cairn.libp2p.multiaddr;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import network.cairn.libp2p.peer.PeerId;

/// A self-describing network address: protocols with values, outermost last
/// (multiformats/multiaddr). Immutable.
///
/// At least one component, at most [#MAX_COMPONENTS] and [#MAX_BYTES], wherever it comes from. Two
/// texts of the same address are equal once parsed.
public final class Multiaddr {
  /// The most bytes of an address in binary form.
  public static final int MAX_BYTES = 1024;

  /// The most components of an address.
  public static final int MAX_COMPONENTS = 16;

  /// No text of an address within the bounds is longer: three characters per escaped byte, and the
  /// names.
  private static final int MAX_TEXT = 4096;

  private final List<Component> components;
  private final byte[] bytes;

  private Multiaddr(List<Component> components) {
    if (components.isEmpty() || components.size() > MAX_COMPONENTS) {
      throw new InvalidMultiaddr(
          "address of " + components.size() + " components, allowed are 1 to " + MAX_COMPONENTS);
    }
    int length = components.stream().mapToInt(Component::encodedLength).sum();
    if (length > MAX_BYTES) {
      throw new InvalidMultiaddr(
          "address of " + length + " bytes, at most " + MAX_BYTES + " are allowed");
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    components.forEach(component -> component.write(buffer));
    this.components = List.copyOf(components);
    this.bytes = buffer.array();
  }

  /// @throws InvalidMultiaddr if there are none, too many, or they are too long together
  public static Multiaddr of(List<Component> components) {
    return new Multiaddr(components);
  }

  /// Reads text such as `/ip4/127.0.0.1/tcp/4001`; trailing slashes are dropped.
  ///
  /// @throws InvalidMultiaddr if it is none or beyond the bounds
  public static Multiaddr parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw new InvalidMultiaddr(
          "address text of " + text.length() + " characters, at most " + MAX_TEXT);
    }
    if (!text.startsWith("/")) {
      throw new InvalidMultiaddr("address '" + text + "' does not start with a slash");
    }
    try {
      return new Multiaddr(components(withoutTrailingSlashes(text)));
    } catch (InvalidMultiaddr e) {
      throw new InvalidMultiaddr("address '" + text + "': " + e.getMessage(), e);
    }
  }

  private static String withoutTrailingSlashes(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '/') {
      end--;
    }
    return text.substring(0, end);
  }

  private static List<Component> components(String text) {
    List<Component> components = new ArrayList<>();
    for (int at = 0; at < text.length() && components.size() <= MAX_COMPONENTS; ) {
      int nameEnd = end(text, at + 1);
      String name = text.substring(at + 1, nameEnd);
      Protocol protocol =
          Protocol.named(name)
              .orElseThrow(() -> new InvalidMultiaddr("protocol '" + name + "' is unknown"));
      at = nameEnd;
      String value = "";
      if (protocol.hasValue()) {
        if (at == text.length()) {
          throw new InvalidMultiaddr("/" + name + " needs a value");
        }
        int valueEnd = protocol.takesRest() ? text.length() : end(text, at + 1);
        value = text.substring(protocol.takesRest() ? at : at + 1, valueEnd);
        at = valueEnd;
      }
      components.add(Component.of(protocol, value));
    }
    return components;
  }

  private static int end(String text, int from) {
    int slash = text.indexOf('/', from);
    return slash < 0 ? text.length() : slash;
  }

  /// Reads binary form, all of it.
  ///
  /// @throws InvalidMultiaddr if it is none or beyond the bounds
  public static Multiaddr decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new InvalidMultiaddr(
          "address of " + bytes.length + " bytes, at most " + MAX_BYTES + " are allowed");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    List<Component> components = new ArrayList<>();
    while (buffer.hasRemaining()) {
      if (components.size() == MAX_COMPONENTS) {
        throw new InvalidMultiaddr("address of more than " + MAX_COMPONENTS + " components");
      }
      components.add(Component.read(buffer));
    }
    return new Multiaddr(components);
  }

  /// `/ip4|ip6/<address>/tcp|udp/<port>`.
  public static Multiaddr of(InetAddress address, Protocol protocol, int port) {
    return new Multiaddr(List.of(host(address), Component.of(protocol, Integer.toString(port))));
  }

  private static Component host(InetAddress address) {
    byte[] ip = address.getAddress();
    return ip.length == 4
        ? Component.of(Protocol.IP4, IpValue.V4.print(ip))
        : Component.of(Protocol.IP6, IpValue.V6.print(ip));
  }

  /// The binary form, a copy.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// The parts in order, at least one.
  public List<Component> components() {
    return components;
  }

  /// This address at another IP address; an IPv6 zone before the old one is dropped.
  ///
  /// @throws InvalidMultiaddr if it does not start with an IP address
  public Multiaddr withIp(InetAddress address) {
    if (ip().isEmpty()) {
      throw new InvalidMultiaddr("address '" + this + "' does not start with an IP address");
    }
    List<Component> moved = new ArrayList<>(components.subList(hostAt(), components.size()));
    moved.set(0, host(address));
    return new Multiaddr(moved);
  }

  /// This address at an IP address instead of its first component, which is a name.
  public Multiaddr withHost(InetAddress address) {
    List<Component> moved = new ArrayList<>(components);
    moved.set(0, host(address));
    return new Multiaddr(moved);
  }

  /// This address with `/p2p/<peer>` behind it, unless it ends so already.
  public Multiaddr withPeer(PeerId peer) {
    if (peerId().equals(Optional.of(peer))) {
      return this;
    }
    List<Component> both = new ArrayList<>(components);
    both.add(Component.of(Protocol.P2P, peer.toString()));
    return new Multiaddr(both);
  }

  /// What comes before the last component of this protocol; empty if that is the first, the whole
  /// if there is none.
  public Optional<Multiaddr> decapsulate(Protocol protocol) {
    for (int i = components.size() - 1; i >= 0; i--) {
      if (components.get(i).protocol() == protocol) {
        return i == 0 ? Optional.empty() : Optional.of(new Multiaddr(components.subList(0, i)));
      }
    }
    return Optional.of(this);
  }

  /// This address without the `/p2p/...` it ends with; empty if it is nothing else.
  public Optional<Multiaddr> withoutPeer() {
    return peerId().isPresent() ? decapsulate(Protocol.P2P) : Optional.of(this);
  }

  /// The peer at the end of the address; empty if it does not end with `/p2p/...`.
  public Optional<PeerId> peerId() {
    Component last = components.getLast();
    return last.protocol() == Protocol.P2P
        ? Optional.of(PeerId.decode(last.valueBytes()))
        : Optional.empty();
  }

  /// Whether a component of this protocol is in the address.
  public boolean has(Protocol protocol) {
    return components.stream().anyMatch(c -> c.protocol() == protocol);
  }

  /// The value of the first component of this protocol.
  public Optional<String> value(Protocol protocol) {
    return components.stream()
        .filter(c -> c.protocol() == protocol)
        .findFirst()
        .map(Component::value);
  }

  /// The IP address, where the address starts with one (after an IPv6 zone).
  public Optional<InetAddress> ip() {
    Component host = components.get(hostAt());
    if (host.protocol() != Protocol.IP4 && host.protocol() != Protocol.IP6) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByAddress(host.valueBytes()));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an IP address of 4 or 16 bytes is refused", e);
    }
  }

  private int hostAt() {
    return components.getFirst().protocol() == Protocol.IP6ZONE && components.size() > 1 ? 1 : 0;
  }

  /// The first port number of TCP or UDP.
  public OptionalInt port() {
    return components.stream()
        .filter(c -> c.protocol() == Protocol.TCP || c.protocol() == Protocol.UDP)
        .mapToInt(c -> Integer.parseInt(c.value()))
        .findFirst();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Multiaddr that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The canonical text.
  @Override
  public String toString() {
    return components.stream().map(Component::toString).collect(Collectors.joining());
  }
}
