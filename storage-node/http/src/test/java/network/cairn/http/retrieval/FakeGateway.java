package network.cairn.http.retrieval;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;

/// A server of blocks of a test, on a free port of loopback, that answers as the test says.
final class FakeGateway implements AutoCloseable {
  final List<String> asked = new CopyOnWriteArrayList<>();
  final Map<String, Block> blocks = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Answers one question.
  interface Behaviour {
    void answer(HttpExchange exchange, byte[] block) throws IOException;
  }

  FakeGateway(Behaviour behaviour) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          URI uri = exchange.getRequestURI();
          asked.add(exchange.getRequestHeaders().getFirst("Accept") + " " + uri);
          try (exchange) {
            Block block = blocks.get(uri.getPath().replace("/ipfs/", ""));
            if (block == null) {
              exchange.sendResponseHeaders(404, -1);
            } else {
              behaviour.answer(exchange, block.bytes());
            }
          }
        });
    server.start();
  }

  static FakeGateway honest() throws IOException {
    return new FakeGateway((exchange, bytes) -> {
      exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    });
  }

  FakeGateway with(List<Block> more) {
    more.forEach(block -> blocks.put(block.cid().toString(), block));
    return this;
  }

  boolean wasAsked(Cid cid) {
    return asked.contains("application/vnd.ipld.raw /ipfs/" + cid + "?format=raw");
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
