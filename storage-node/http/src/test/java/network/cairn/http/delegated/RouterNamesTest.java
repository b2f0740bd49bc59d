package network.cairn.http.delegated;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import network.cairn.base.time.Fatal;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.libp2p.kad.IpnsRecord;
import network.cairn.libp2p.kad.SignedNames;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Records of names that a router gives, true and not.
@Timeout(120)
final class RouterNamesTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String VALUE = "/ipfs/bafkqaaa";

  private final SplittableRandom random = new SplittableRandom(1);
  private final Scheduler scheduler = new RealScheduler(Fatal.halt());
  private final PrivateKey owner = PrivateKey.generate(KeyType.ED25519, random);
  private final PeerId name = PeerId.of(owner.publicKey());
  private final byte[] record =
      SignedNames.record(owner, VALUE, 7, Instant.now().plus(Duration.ofHours(1)));

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private DelegatedRouter router(FakeRouter fake, String path) {
    return new DelegatedRouter(RouterUrl.parse(fake.url() + path), scheduler, "cairn/test");
  }

  private Optional<byte[]> ask(int status, String type, byte[] body) throws Exception {
    try (FakeRouter fake = new FakeRouter(e -> send(e, status, type, body));
        DelegatedRouter router = router(fake, "")) {
      Optional<byte[]> found = router.name(name, LONG);
      assertThat(fake.asked).hasSize(1);
      return found;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/routing/v1", "/routing/v1/ipns"})
  void asksForTheNameAsAKeyAndTakesWhatHolds(String path) throws Exception {
    try (FakeRouter fake =
            new FakeRouter(e -> {
              assertThat(e.getRequestHeaders().getFirst("Accept")).isEqualTo(NameRequests.TYPE);
              send(e, 200, NameRequests.TYPE, record);
            });
        DelegatedRouter router = router(fake, path)) {
      assertThat(router.name(name, LONG)).get().isEqualTo(record);
      assertThat(fake.asked).singleElement().asString().startsWith("/routing/v1/ipns/k51");
      String asked = fake.asked.getFirst().substring("/routing/v1/ipns/".length());
      assertThat(Cid.parse(asked).multihash().bytes()).isEqualTo(name.bytes());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/routing/v1/providers", "/routing/v1/peers"})
  void asksNoRouterThatIsForSomethingElse(String path) throws Exception {
    try (FakeRouter fake = new FakeRouter(e -> send(e, 200, NameRequests.TYPE, record));
        DelegatedRouter router = router(fake, path)) {
      assertThat(router.name(name, LONG)).isEmpty();
      assertThat(fake.asked).isEmpty();
    }
  }

  @Test
  void takesNothingThatDoesNotHold() throws Exception {
    PrivateKey other = PrivateKey.generate(KeyType.ED25519, random);
    Instant later = Instant.now().plus(Duration.ofHours(1));
    byte[] forged = SignedNames.record(other, VALUE, 8, later);
    byte[] ended = SignedNames.record(owner, VALUE, 8, Instant.now().minusSeconds(1));
    byte[] changed = record.clone();
    changed[changed.length - 1] ^= 1;
    for (byte[] wrong : new byte[][] {forged, ended, changed, {1, 2, 3}, {}}) {
      assertThat(ask(200, NameRequests.TYPE, wrong)).isEmpty();
    }
    assertThat(ask(200, "text/plain", record)).as("another type stands for none").isEmpty();
    assertThat(ask(404, NameRequests.TYPE, record)).isEmpty();
    assertThat(ask(200, NameRequests.TYPE, record)).isPresent();
  }

  @Test
  void readsNoRecordThatIsTooLongAndLetsTheRouterRest() throws Exception {
    byte[] many = new byte[RouterCalls.MAX_BYTES / 2];
    assertThat(many.length).isGreaterThan(IpnsRecord.MAX_SIZE);
    try (FakeRouter fake = new FakeRouter(e -> send(e, 200, NameRequests.TYPE, many));
        DelegatedRouter router = router(fake, "")) {
      assertThat(router.name(name, LONG)).isEmpty();
      assertThat(router.name(name, LONG)).isEmpty();
      assertThat(fake.asked).as("it failed").hasSize(1);
    }
  }

  @Test
  void waitsForNoRouterThatIsSilent() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (FakeRouter fake =
            new FakeRouter(_ -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
        DelegatedRouter router = router(fake, "")) {
      assertThat(router.name(name, Duration.ofMillis(50))).isEmpty();
      end.countDown();
    }
  }
}
