package network.cairn.libp2p.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class AddressResolverTest {
  private static final PeerId PEER =
      PeerId.parse("12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA");
  private static final String OTHER = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";

  private final Scheduler scheduler = new RealScheduler();
  private final Book book = new Book();
  private final AddressResolver resolver = new AddressResolver(book, scheduler);
  private final List<String> failures = new ArrayList<>();

  /// What is known, and how often it was asked for.
  private static final class Book implements Names {
    final Map<String, List<InetAddress>> addresses = new HashMap<>();
    final Map<String, List<String>> texts = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    Optional<Names> ofPeers = Optional.empty();

    @Override
    public Names ofPeers() {
      return ofPeers.orElse(this);
    }

    @Override
    public List<InetAddress> addresses(String name, Duration timeout) throws IOException {
      asked.add(name);
      return Optional.ofNullable(addresses.get(name))
          .orElseThrow(() -> new IOException("no such host: " + name));
    }

    @Override
    public List<String> texts(String name, Duration timeout) {
      asked.add(name);
      return texts.getOrDefault(name, List.of());
    }
  }

  private List<String> resolve(String... addresses) throws InterruptedException {
    return resolver
        .resolve(
            PEER,
            List.of(addresses).stream().map(Multiaddr::parse).toList(),
            scheduler.deadline(Duration.ofSeconds(30)),
            failures)
        .stream()
        .map(Multiaddr::toString)
        .toList();
  }

  private static InetAddress ip(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  @Test
  void keepsTheNamesOfPeersApart() throws Exception {
    Book theirs = new Book();
    book.ofPeers = Optional.of(theirs);
    theirs.addresses.put("h", List.of(ip("192.0.2.1")));
    List<Multiaddr> told = List.of(Multiaddr.parse("/dns4/h/tcp/1"));
    long deadline = scheduler.deadline(Duration.ofSeconds(30));
    assertThat(resolver.resolveTold(PEER, told, deadline, failures))
        .containsExactly(Multiaddr.parse("/ip4/192.0.2.1/tcp/1"));
    assertThat(book.asked).isEmpty();
    assertThat(resolver.resolve(PEER, told, deadline, failures)).isEmpty();
    assertThat(book.asked).containsExactly("h");
    assertThat(theirs.asked).containsExactly("h");
  }

  @ParameterizedTest
  @CsvSource({
    "/dns4/h/tcp/1, /ip4/192.0.2.1/tcp/1",
    "/dns6/h/tcp/1, /ip6/2001:db8::1/tcp/1",
    "/dns/h/tcp/1/p2p/" + OTHER + ", /ip4/192.0.2.1/tcp/1/p2p/" + OTHER,
    "/dns/h/tcp/1, /ip6/2001:db8::1/tcp/1",
    "/dns4/h/tcp/1/ws, /ip4/192.0.2.1/tcp/1/ws",
    "/dns4/h/tcp/1/wss, /ip4/192.0.2.1/tcp/1/tls/sni/h/ws",
    "/dns6/h/tcp/1/tls/ws, /ip6/2001:db8::1/tcp/1/tls/sni/h/ws",
    "/dns4/h/tcp/1/tls/sni/other/ws, /ip4/192.0.2.1/tcp/1/tls/sni/other/ws"
  })
  void putsAddressesInThePlaceOfNames(String address, String expected) throws Exception {
    book.addresses.put("h", List.of(ip("192.0.2.1"), ip("2001:db8::1")));
    assertThat(resolve(address)).contains(expected);
    assertThat(resolve(address)).hasSize(address.startsWith("/dns/") ? 2 : 1);
    assertThat(failures).isEmpty();
  }

  @Test
  void leavesAddressesAloneAndAsksNobody() throws Exception {
    assertThat(resolve("/ip4/192.0.2.1/tcp/1", "/ip4/192.0.2.1/tcp/1"))
        .containsExactly("/ip4/192.0.2.1/tcp/1");
    assertThat(book.asked).isEmpty();
  }

  @Test
  void saysWhatCouldNotBeLookedUp() throws Exception {
    book.addresses.put("six", List.of(ip("2001:db8::1")));
    assertThat(resolve("/dns4/gone/tcp/1", "/dns4/six/tcp/1", "/dnsaddr/none")).isEmpty();
    assertThat(failures)
        .containsExactly(
            "/dns4/gone/tcp/1: no such host: gone",
            "/dns4/six/tcp/1: the name has no address of this kind",
            "/dnsaddr/none: no record of /dnsaddr/none leads to " + PEER);
    failures.clear();
    assertThat(
            resolver.resolve(
                PEER, List.of(Multiaddr.parse("/dns4/h/tcp/1")), scheduler.nanoTime(), failures))
        .isEmpty();
    assertThat(failures).containsExactly("/dns4/h/tcp/1: no time left");
  }

  @Test
  void followsRecordsOfThisPeerOnly() throws Exception {
    book.texts.put(
        "_dnsaddr.all",
        List.of(
            "dnsaddr=/ip4/192.0.2.1/tcp/1/p2p/" + PEER,
            "dnsaddr=/ip4/192.0.2.2/tcp/1/p2p/" + OTHER,
            "dnsaddr=nonsense",
            "v=spf1 -all",
            "dnsaddr=/dnsaddr/more/p2p/" + PEER));
    book.texts.put("_dnsaddr.more", List.of("dnsaddr=/dns4/h/tcp/2"));
    book.addresses.put("h", List.of(ip("192.0.2.3")));
    assertThat(resolve("/dnsaddr/all/p2p/" + PEER))
        .containsExactly("/ip4/192.0.2.1/tcp/1/p2p/" + PEER, "/ip4/192.0.2.3/tcp/2");
    assertThat(failures).isEmpty();
  }

  @Test
  void endsWhereRecordsLeadInACircleOrEverywhere() throws Exception {
    book.texts.put("_dnsaddr.a", List.of("dnsaddr=/dnsaddr/a", "dnsaddr=/dnsaddr/a"));
    assertThat(resolve("/dnsaddr/a")).isEmpty();
    assertThat(book.asked).hasSize(AddressResolver.MAX_NAMES);
    assertThat(failures).isNotEmpty().allMatch(f -> f.endsWith("more than 16 names for one peer"));
    book.texts.put(
        "_dnsaddr.wide",
        IntStream.range(0, 1000).mapToObj(i -> "dnsaddr=/ip4/192.0.2.1/tcp/" + (i + 1)).toList());
    assertThat(resolve("/dnsaddr/wide")).hasSize(AddressResolver.MAX_ADDRESSES);
  }

  private static HostBuilder host() {
    return HostBuilder.tcp(
        PrivateKey.generate(KeyType.ED25519, new SplittableRandom(System.nanoTime())));
  }

  @Test
  void aHostDialsNamesAndSaysWhyItCannot() throws Exception {
    book.addresses.put("far.example", List.of(ip("127.0.0.1")));
    try (Host near = host().names(book).build();
        Host far = host().build()) {
      far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
      int port = far.listenAddresses().getFirst().port().orElseThrow();
      String behind = "/tcp/" + port + "/p2p/" + far.id();
      Duration time = Duration.ofSeconds(30);
      assertThat(near.connect(Multiaddr.parse("/dns4/far.example" + behind), time))
          .isEqualTo(far.id());
      near.disconnect(far.id());
      try (Host other = host().names(book).build()) {
        assertThat(failure(other, "/dns4/gone.example" + behind)).contains("no such host");
        assertThat(other.isConnected(far.id())).isFalse();
      }
    }
  }

  private static String failure(Host host, String address) throws InterruptedException {
    try {
      host.connect(Multiaddr.parse(address), Duration.ofSeconds(30));
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
