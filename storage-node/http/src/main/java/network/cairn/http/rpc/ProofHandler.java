package network.cairn.http.rpc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.DoorProof;
import network.cairn.http.door.Handler;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;

/// Proves to callers that this is the daemon of a home ([DoorProof]). Thread-safe.
public final class ProofHandler implements Handler {
  private static final String NONCE = "nonce=";
  private final Prover prover;
  private final boolean closed;

  /// Makes the proof under the home's token.
  @FunctionalInterface
  public interface Prover {
    String prove(String nonce, InetSocketAddress reached);
  }

  /// @param closed whether the door asks every caller for a secret, which callers are told
  public ProofHandler(Prover prover, boolean closed) {
    this.prover = prover;
    this.closed = closed;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    Optional<InetSocketAddress> reached = request.calledAt();
    String query = request.query();
    String nonce = query.startsWith(NONCE) ? query.substring(NONCE.length()) : "";
    if (!request.method().equals("POST")) {
      response.send(405, Map.of("Allow", "POST"), new byte[0]);
    } else if (reached.isEmpty() || !DoorProof.isNonce(nonce)) {
      send(response, 400, "nonce must be " + DoorProof.NONCE_DIGITS + " hexadecimal digits");
    } else {
      send(response, 200, prover.prove(nonce, reached.get()));
    }
  }

  private void send(Response response, int status, String text) throws IOException {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "text/plain; charset=utf-8");
    headers.put("X-Content-Type-Options", "nosniff");
    if (closed) {
      headers.put(DoorProof.CLOSED, "yes");
    }
    response.send(status, headers, text.getBytes(StandardCharsets.UTF_8));
  }
}
