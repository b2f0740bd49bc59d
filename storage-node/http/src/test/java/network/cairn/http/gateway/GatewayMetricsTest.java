package network.cairn.http.gateway;

import static network.cairn.http.gateway.TestGateway.directory;
import static network.cairn.http.gateway.TestGateway.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class GatewayMetricsTest {
  @TempDir private Path folder;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private final GatewayMetrics metrics =
      new GatewayMetrics() {
        @Override
        public void started() {
          told.add("started");
        }

        @Override
        public void ended(int status, boolean whole, long bytes) {
          told.add(status + (whole ? " whole " : " broken ") + bytes);
        }
      };

  private String ended() throws InterruptedException {
    assertThat(told.take()).isEqualTo("started");
    return told.take();
  }

  @Test
  void tellsHowEachAnswerEndedAndHowLongItWas() throws Exception {
    TestGateway.Options options = new TestGateway.Options();
    options.metrics = metrics;
    try (TestGateway gateway = new TestGateway(folder.resolve("home"), options)) {
      Cid root = gateway.add(directory("d", file("a.txt", "hello")));
      gateway.get("/ipfs/" + root + "/a.txt");
      assertThat(ended()).isEqualTo("200 whole 5");
      gateway.head("/ipfs/" + root + "/a.txt");
      assertThat(ended()).isEqualTo("200 whole 0");
      gateway.get("/ipfs/" + root + "/none");
      assertThat(ended()).startsWith("404 whole ");
      Cid gone = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {9}));
      PbNode node = PbNode.of(List.of(new PbLink(gone, "", 1)), new byte[] {8, 1});
      Cid broken = gateway.put(Multicodec.DAG_PB, node.encode());
      long bytes = gateway.get("/ipfs/" + broken + "?format=car").body().length;
      assertThat(bytes).isPositive();
      assertThat(ended()).isEqualTo("200 broken " + bytes);
    }
    assertThat(told).isEmpty();
  }
}
