package network.cairn.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.RealScheduler;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.http.gateway.name.DomainName;
import network.cairn.http.gateway.name.NameResolver;
import network.cairn.http.gateway.name.RecordSource;
import network.cairn.libp2p.resolve.Names;
import org.junit.jupiter.api.Test;

/// Names that lead on, in circles, or nowhere.
class NameResolverTest {
  private static final String CID = "/ipfs/bafkqabtimvwgy3yk";

  private final Map<String, List<String>> texts = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<ContentPath> steps = new ArrayList<>();
  private boolean broken;
  private final Names domains =
      new Names() {
        @Override
        public List<InetAddress> addresses(String name, Duration timeout) {
          return List.of();
        }

        @Override
        public List<String> texts(String name, Duration timeout) throws IOException {
          asked.add(name);
          if (broken) {
            throw new IOException("nobody answers");
          }
          return texts.getOrDefault(name, List.of());
        }
      };
  private final NameResolver names =
      new NameResolver(
          RecordSource.NONE, domains, Map.of(), Duration.ofSeconds(60), new RealScheduler());

  private String resolved(String path) {
    return names.resolve(ContentPath.parse(path), steps::add).path().toString();
  }

  @Test
  void followsDomains() {
    texts.put("_dnslink.a.example", List.of("other=1", "dnslink=/ipns/b.example/x"));
    texts.put("b.example", List.of("dnslink=" + CID + "/y"));
    assertThat(resolved("/ipns/a.example/z")).isEqualTo(CID + "/y/x/z");
    int before = asked.size();
    assertThat(resolved("/ipns/A.example/z")).isEqualTo(CID + "/y/x/z");
    assertThat(asked).hasSize(before);
  }

  @Test
  void endsInCircles() {
    texts.put("_dnslink.a.example", List.of("dnslink=/ipns/b.example/x"));
    texts.put("_dnslink.b.example", List.of("dnslink=/ipns/a.example/y"));
    assertThatThrownBy(() -> resolved("/ipns/a.example"))
        .isInstanceOfSatisfying(GatewayRefused.class, e -> assertThat(e.status()).isEqualTo(502))
        .hasMessageContaining("more than 32 names");
    assertThat(asked).hasSize(2);
  }

  @Test
  void saysWhatIsWrong() {
    texts.put("_dnslink.bad.example", List.of("dnslink=/ipfs/nothing"));
    texts.put("_dnslink.file.example", List.of("dnslink=/etc/passwd"));
    assertThatThrownBy(() -> resolved("/ipns/bad.example")).hasMessageContaining("no content");
    assertThatThrownBy(() -> resolved("/ipns/file.example"))
        .hasMessageContaining("no DNSLink record");
    assertThatThrownBy(() -> resolved("/ipns/nobody.example"))
        .isInstanceOfSatisfying(GatewayRefused.class, e -> assertThat(e.status()).isEqualTo(404));
    assertThatThrownBy(() -> resolved("/ipns/nolabel"))
        .isInstanceOfSatisfying(GatewayRefused.class, e -> assertThat(e.status()).isEqualTo(400));
    broken = true;
    assertThatThrownBy(() -> resolved("/ipns/slow.example"))
        .isInstanceOfSatisfying(GatewayRefused.class, e -> assertThat(e.status()).isEqualTo(504));
    assertThat(names.hasLink("slow.example")).isFalse();
  }

  @Test
  void tellsEveryStepAndStopsWhereItMayNotGo() {
    texts.put("_dnslink.a.example", List.of("dnslink=/ipns/b.example/x"));
    texts.put("_dnslink.b.example", List.of("dnslink=" + CID));
    resolved("/ipns/a.example/z");
    assertThat(steps)
        .extracting(ContentPath::toString)
        .containsExactly("/ipns/a.example/z", "/ipns/b.example/x/z", CID + "/x/z");
    asked.clear();
    assertThatThrownBy(() ->
            names.resolve(
                ContentPath.parse("/ipns/c.example"),
                _ -> {
                  throw new GatewayRefused(410, "blocked");
                }))
        .hasMessage("blocked");
    assertThat(asked).isEmpty();
  }

  @Test
  void remembersThatANameStandsForNoContent() {
    texts.put("_dnslink.bad.example", List.of("dnslink=/ipfs/nothing"));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> resolved("/ipns/bad.example"))
          .isInstanceOfSatisfying(GatewayRefused.class, e -> assertThat(e.status()).isEqualTo(502));
    }
    assertThat(asked).hasSize(1);
  }

  @Test
  void looksANameUpOnceForAllWhoAskMeanwhile() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger lookups = new AtomicInteger();
    Names slow =
        new Names() {
          @Override
          public List<InetAddress> addresses(String name, Duration timeout) {
            return List.of();
          }

          @Override
          public List<String> texts(String name, Duration timeout) throws InterruptedException {
            lookups.incrementAndGet();
            begun.countDown();
            answer.await();
            return List.of("dnslink=" + CID);
          }
        };
    NameResolver shared =
        new NameResolver(
            RecordSource.NONE, slow, Map.of(), Duration.ofSeconds(60), new RealScheduler());
    List<Thread> callers = new ArrayList<>();
    Queue<Boolean> linked = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 20; i++) {
      callers.add(Thread.startVirtualThread(() -> linked.add(shared.hasLink("a.example"))));
    }
    begun.await();
    while (callers.stream()
        .anyMatch(t -> t.getState() == Thread.State.RUNNABLE || t.getState() == Thread.State.NEW)) {
      Thread.onSpinWait();
    }
    answer.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(linked).hasSize(20).containsOnly(true);
    assertThat(lookups).hasValue(1);
  }

  @Test
  void followsNoChainLongerThanItsTime() {
    for (int i = 0; i < 30; i++) {
      texts.put("_dnslink.n" + i + ".example", List.of("dnslink=/ipns/n" + (i + 1) + ".example"));
    }
    texts.put("_dnslink.n30.example", List.of("dnslink=" + CID));
    NameResolver hasty =
        new NameResolver(RecordSource.NONE, domains, Map.of(), Duration.ZERO, new RealScheduler());
    assertThatThrownBy(() -> hasty.resolve(ContentPath.parse("/ipns/n0.example"), _ -> {}))
        .isInstanceOfSatisfying(GatewayRefused.class, e -> assertThat(e.status()).isEqualTo(504))
        .hasMessageContaining("n1.example");
    assertThat(resolved("/ipns/n0.example")).isEqualTo(CID);
  }

  @Test
  void asksForNamesOfDomainsOnly() {
    for (String no :
        List.of("", "a", "127.0.0.1", "a..b", ".a.b", "a.b.", "a b.c", "é.example", "1.2")) {
      assertThat(names.hasLink(no)).as(no).isFalse();
    }
    assertThat(names.hasLink("a".repeat(64) + ".example")).isFalse();
    assertThat(names.hasLink("a.".repeat(130) + "example")).isFalse();
    assertThat(asked).isEmpty();
  }

  @Test
  void foldsDomainsIntoLabels() {
    for (String name : List.of("my.v-long.example.com", "a--b.c", "x.y", "-a.b-")) {
      assertThat(DomainName.unfolded(DomainName.inlined(name))).isEqualTo(name);
    }
    assertThat(DomainName.inlined("my.v-long.example.com")).isEqualTo("my-v--long-example-com");
  }
}
