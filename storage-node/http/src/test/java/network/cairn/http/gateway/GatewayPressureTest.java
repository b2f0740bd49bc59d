package network.cairn.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import network.cairn.content.exchange.Exchange;
import network.cairn.content.exchange.ExchangeSession;
import network.cairn.http.gateway.ask.PageBounds;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a caller gets who asks for what nobody has, or while too many ask.
@Timeout(120)
class GatewayPressureTest {
  private static final String ABSENT =
      "/ipfs/bafkreigaknpexyvxt76zgkitavbwx6ejgfheup5oybpm77f3pxzrvwpfdi";

  @TempDir private Path folder;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);

  /// Has nothing, and says so when it is told to.
  private final class Slow implements Exchange {
    @Override
    public ExchangeSession session(Cid root) {
      return new ExchangeSession() {
        @Override
        public Optional<Block> get(Cid cid, Duration timeout, BooleanSupplier over)
            throws InterruptedException {
          asked.countDown();
          answer.await();
          return Optional.empty();
        }

        @Override
        public void prefetch(Collection<Cid> cids) {}

        @Override
        public String searched() {
          return "3 peers of the DHT were asked, <none> had it";
        }

        @Override
        public void close() {}
      };
    }
  }

  private TestGateway gateway(int atOnce, boolean fromNetwork) throws Exception {
    TestGateway.Options options = new TestGateway.Options();
    options.exchange = new Slow();
    options.bounds =
        new GatewayBounds(
            Duration.ofSeconds(7), Duration.ofMinutes(1), atOnce, fromNetwork, PageBounds.NONE);
    return new TestGateway(folder.resolve("home"), options);
  }

  @Test
  void saysWhoWasAskedWhereNobodyHasIt() throws Exception {
    answer.countDown();
    try (TestGateway gateway = gateway(8, true)) {
      GatewayReply reply = gateway.get(ABSENT, "Accept", "text/html");
      assertThat(reply.status()).isEqualTo(504);
      assertThat(reply.text())
          .contains("within 7 s", "3 peers of the DHT were asked, &lt;none&gt; had it")
          .contains("load the page again");
      assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
      assertThat(gateway.get(ABSENT, "Cache-Control", "only-if-cached").status()).isEqualTo(412);
    }
  }

  @Test
  void asksNobodyIfItShowsOnlyWhatIsHere() throws Exception {
    try (TestGateway gateway = gateway(8, false)) {
      assertThat(gateway.get(ABSENT).status()).isEqualTo(404);
      assertThat(asked.getCount()).isOne();
    }
  }

  @Test
  void turnsAwayWhoeverComesWhileTooManyAsk() throws Exception {
    try (TestGateway gateway = gateway(1, true);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<GatewayReply> first = callers.submit(() -> gateway.get(ABSENT));
      asked.await();
      GatewayReply second = gateway.get("/ipfs/bafkqabtimvwgy3yk");
      assertThat(second.status()).isEqualTo(429);
      assertThat(second.header("Retry-After")).isEqualTo("60");
      answer.countDown();
      assertThat(first.get().status()).isEqualTo(504);
    }
  }
}
