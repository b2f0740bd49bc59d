package network.cairn.ledger.engine.comet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// CometBFT's door as the tests want it.
class CometRpcTest {
  private HttpServer server;
  private CometRpc rpc;
  private volatile String reply = "";

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = reply.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    rpc = new CometRpc("127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void close() {
    rpc.close();
    server.stop(0);
  }

  @Test
  void anErrorIsNoAbsence() throws IOException {
    reply =
        "{\"jsonrpc\":\"2.0\",\"id\":-1,\"error\":{\"code\":-32603,\"message\":\"Internal error\","
            + "\"data\":\"height 9 is not available\"}}";
    for (Asked asked : asked()) {
      assertThatThrownBy(asked::ask)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("height 9 is not available");
    }
    reply = "{\"jsonrpc\":\"2.0\",\"id\":-1,\"result\":null}";
    assertThat(rpc.commit(9)).isEmpty();
    assertThat(rpc.validators(9)).isEmpty();
    assertThat(rpc.transactions(9)).isEmpty();
    reply = "{\"jsonrpc\":\"2.0\",\"id\":-1,\"result\":{\"block\":null}}";
    assertThat(rpc.transactions(9)).isEmpty();
  }

  @Test
  void aBlockThatItLetGoOfIsNotThere() throws IOException {
    reply =
        "{\"jsonrpc\":\"2.0\",\"id\":-1,\"error\":{\"code\":-32603,\"message\":\"Internal error\","
            + "\"data\":\"height 9 is not available, lowest height is 10\"}}";
    assertThat(rpc.commit(9)).isEmpty();
    assertThat(rpc.validators(9)).isEmpty();
    assertThat(rpc.transactions(9)).isEmpty();
  }

  @Test
  void namesPeersAsManyAsAreWanted() throws IOException {
    String id = "0123456789abcdef0123456789abcdef01234567";
    reply =
        "{\"result\":{\"peers\":[{\"node_info\":{\"id\":\""
            + id
            + "\"}},{\"node_info\":{\"id\":\"not one\"}},{\"node_info\":{\"id\":\""
            + id.replace('0', 'f')
            + "\"}}]}}";
    assertThat(rpc.peers(8)).containsExactly(id, id.replace('0', 'f'));
    assertThat(rpc.peers(1)).containsExactly(id);
    reply = "{\"result\":{}}";
    assertThat(rpc.peers(8)).isEmpty();
  }

  @Test
  void tellsWhoseTurnIsNear() throws IOException {
    reply =
        "{\"result\":{\"total\":\"2\",\"validators\":[{\"proposer_priority\":\"-9\"},{\"proposer_priority\":\"9\"}]}}";
    assertThat(rpc.turns(4)).containsExactly(-9L, 9L);
    reply = "{\"result\":null}";
    assertThat(rpc.turns(4)).isEmpty();
  }

  @Test
  void tellsItsLowestBlock() throws IOException {
    reply = "{\"result\":{\"sync_info\":{\"earliest_block_height\":\"41\"}}}";
    assertThat(rpc.lowest()).isEqualTo(41);
    for (String none : List.of("{\"result\":null}", "{\"result\":{}}")) {
      reply = none;
      assertThat(rpc.lowest()).isZero();
    }
    reply = "{\"result\":{\"sync_info\":{\"earliest_block_height\":\"x\"}}}";
    assertThatThrownBy(rpc::lowest).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsNotInItsFormIsNoAnswer() {
    for (String bad :
        List.of(
            "",
            "{",
            "{\"result\":{\"signed_header\":{\"header\":{\"height\":\"x\"}},\"total\":\"x\","
                + "\"block\":{\"data\":{\"txs\":[\"?\"]}}}}",
            "{\"result\":{\"signed_header\":{\"header\":{\"time\":\"now\"}},\"total\":\"1\","
                + "\"validators\":[{\"pub_key\":{\"value\":\"?\"}}],\"block\":{\"data\":{\"txs\":[\"?\"]}}}}")) {
      reply = bad;
      for (Asked asked : asked()) {
        assertThatThrownBy(asked::ask).as(bad).isInstanceOf(IOException.class);
      }
    }
  }

  /// A question about a block.
  private interface Asked {
    void ask() throws IOException;
  }

  private List<Asked> asked() {
    return List.of(() -> rpc.commit(9), () -> rpc.validators(9), () -> rpc.transactions(9));
  }
}
