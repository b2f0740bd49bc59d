package network.cairn.http.retrieval;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.http.client.BoundedBody;
import network.cairn.http.client.BoundedCalls;
import network.cairn.ipld.cid.Cid;

/// Asks servers for single blocks: by HTTP/2 with TLS, by HTTP/1.1 without. Thread-safe.
final class BlockCalls implements AutoCloseable {
  private static final String RAW = "application/vnd.ipld.raw";

  private final BoundedCalls calls;
  private final int most;

  /// @param agent what servers are told of this program
  BlockCalls(Scheduler scheduler, String agent, RetrievalRules rules) {
    this.most = rules.maxBlock();
    this.calls =
        rules.anyCertificate()
            ? BoundedCalls.of(
                scheduler, agent, HttpClient.Version.HTTP_2, most, AnyCertificate.context())
            : BoundedCalls.of(scheduler, agent, HttpClient.Version.HTTP_2, most);
  }

  /// @param heard is told whenever bytes have come
  BlockAnswer get(URI server, Cid cid, long deadline, Runnable heard) throws InterruptedException {
    URI uri = URI.create(server + "/ipfs/" + cid + "?format=raw");
    try {
      HttpResponse<BoundedBody> response = calls.get(uri, RAW, deadline, heard);
      try {
        return answer(response, deadline, heard);
      } finally {
        response.body().close();
      }
    } catch (IOException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private BlockAnswer answer(HttpResponse<BoundedBody> response, long deadline, Runnable heard)
      throws IOException, InterruptedException {
    int status = response.statusCode();
    if (status == 404 || status == 410) {
      return new BlockAnswer.Lacks();
    }
    if (status != 200) {
      return new BlockAnswer.Failed(
          "answers with status " + status, BoundedCalls.retryAfter(response));
    }
    if (response.headers().firstValueAsLong("Content-Length").orElse(0) > most) {
      return failed("sends a block of more than " + most + " bytes");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BoundedBody body = response.body();
    for (byte[] piece = body.next(deadline); piece.length > 0; piece = body.next(deadline)) {
      heard.run();
      bytes.writeBytes(piece);
    }
    return new BlockAnswer.Bytes(bytes.toByteArray());
  }

  private static BlockAnswer failed(String why) {
    return new BlockAnswer.Failed(why, Optional.empty());
  }

  @Override
  public void close() {
    calls.close();
  }
}
