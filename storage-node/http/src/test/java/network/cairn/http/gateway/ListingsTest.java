package network.cairn.http.gateway;

import static network.cairn.http.gateway.TestGateway.directory;
import static network.cairn.http.gateway.TestGateway.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.base.tree.SourceEntry;
import network.cairn.ipld.cid.Cid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Listings that are asked for again.
@Timeout(120)
class ListingsTest {
  @TempDir private Path folder;
  private final AtomicLong time = new AtomicLong();
  private TestGateway gateway;
  private Cid root;

  @BeforeEach
  void open() throws Exception {
    TestGateway.Options options = new TestGateway.Options();
    options.nanoTime = time::get;
    gateway = new TestGateway(folder.resolve("home"), options);
    root = gateway.add(directory("d", directory("sub", file("b", "long"), file("a", "x"))));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void isNoAnswerWhereTheSlashIsMissing() throws Exception {
    String path = "/ipfs/" + root + "/sub";
    assertThat(gateway.get(path + "?go-get=1").status()).isEqualTo(200);
    assertThat(gateway.get(path).status()).isEqualTo(301);
  }

  @Test
  void isTheSameThePageTheSecondTime() throws Exception {
    String path = "/ipfs/" + root + "/sub/";
    GatewayReply first = gateway.get(path);
    GatewayReply second = gateway.get(path);
    assertThat(first.status()).isEqualTo(200);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.text()).isEqualTo(first.text()).contains(">a<", ">b<");
    assertThat(second.header("Content-Length")).isEqualTo("" + first.body().length);
    for (String header :
        new String[] {
          "Content-Type",
          "Etag",
          "Cache-Control",
          "X-Ipfs-Path",
          "X-Ipfs-Roots",
          "Content-Security-Policy",
          "X-Content-Type-Options"
        }) {
      assertThat(second.header(header)).as(header).isNotEmpty().isEqualTo(first.header(header));
    }
    assertThat(gateway.head(path).header("Etag")).isEqualTo(first.header("Etag"));
    assertThat(gateway.head(path).body()).isEmpty();
  }

  @Test
  void isAnotherPageBelowAnotherPathAndInAnotherOrder() throws Exception {
    Cid sub = gateway.cid(root, "sub");
    String below = gateway.get("/ipfs/" + root + "/sub/").text();
    String alone = gateway.get("/ipfs/" + sub + "/").text();
    String down = gateway.get("/ipfs/" + sub + "/?sort=name&order=desc").text();
    String bySize = gateway.get("/ipfs/" + sub + "/?sort=size&order=desc").text();
    assertThat(below).contains("/ipfs/" + root + "/sub/a\"").isNotEqualTo(alone);
    assertThat(alone).contains("/ipfs/" + sub + "/a\"");
    assertThat(alone.indexOf(">a<")).isLessThan(alone.indexOf(">b<"));
    assertThat(down.indexOf(">b<")).isLessThan(down.indexOf(">a<"));
    assertThat(bySize.indexOf(">b<")).isLessThan(bySize.indexOf(">a<"));
    assertThat(gateway.get("/ipfs/" + sub + "/").text()).isEqualTo(alone);
  }

  @Test
  void isNotShownOnceTheDirectoryIsBlocked() throws Exception {
    String path = "/ipfs/" + root + "/sub/";
    assertThat(gateway.get(path).status()).isEqualTo(200);
    Path list = folder.resolve("home/denylists/a.deny");
    Files.createDirectories(list.getParent());
    Files.writeString(list, "/ipfs/" + gateway.cid(root, "sub") + "\n");
    time.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(gateway.get(path).status()).isEqualTo(410);
  }

  @Test
  void keepsShardedOnesOutOfIt() throws Exception {
    SourceEntry[] files = new SourceEntry[150];
    for (int i = 0; i < files.length; i++) {
      files[i] = file("f" + i, "x" + i);
    }
    Cid large = gateway.add(directory("large", files));
    String path = "/ipfs/" + large + "/";
    String first = gateway.get(path).text();
    GatewayReply second = gateway.get(path);
    assertThat(second.header("Content-Length")).isEmpty();
    assertThat(second.text()).isEqualTo(first).contains(">f149<");
  }
}
