package network.cairn.ledger.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConsensusNodesTest {
  private static final String A = "a".repeat(40) + "@";
  private static final String B = "b".repeat(40) + "@";

  @Test
  void leadToWhereTheServerIs() {
    List<String> told =
        List.of(
            A + "0.0.0.0:1",
            A + "[::]:2",
            B + "b.example:3",
            B + "127.0.0.1:4",
            B + "localhost:5",
            B + "[::1]:6",
            B + "b.example:3");
    assertThat(ConsensusNodes.reachable(told, URI.create("https://a.example:5101")))
        .containsExactly(A + "a.example:1", A + "a.example:2", B + "b.example:3");
    assertThat(ConsensusNodes.reachable(told, URI.create("http://127.0.0.1:5101")))
        .containsExactly(
            A + "127.0.0.1:1",
            A + "127.0.0.1:2",
            B + "b.example:3",
            B + "127.0.0.1:4",
            B + "localhost:5",
            B + "[::1]:6");
  }
}
