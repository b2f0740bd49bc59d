package network.cairn.node.door;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Semaphore;
import network.cairn.ledger.api.LedgerService;
import network.cairn.ledger.api.Transport;

/// The ledger's door: posts bodies to the ledger's service and writes what comes back. Thread-safe.
///
/// Bounds: bodies as the service has them, so many calls at once, each of which ends by itself.
public final class LedgerHandler implements Handler {
  private static final String TYPE = "application/x-protobuf";
  private final LedgerService service;
  private final Semaphore places;

  /// @param atOnce calls that run or wait at once; more are turned away
  public LedgerHandler(LedgerService service, int atOnce) {
    this.service = service;
    this.places = new Semaphore(atOnce);
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    if (!request.method().equals("POST")) {
      response.send(405, Map.of("Allow", "POST"), new byte[0]);
      return;
    }
    if (!places.tryAcquire()) {
      response.send(503, Map.of("Retry-After", "1"), new byte[0]);
      return;
    }
    try {
      byte[] body = request.body().readNBytes(LedgerService.MAX_REQUEST + 1);
      String name = request.path().substring(LedgerService.PREFIX.length());
      Transport.Reply reply = service.answer(name, body);
      response.send(reply.status(), Map.of("Content-Type", TYPE), reply.body());
    } finally {
      places.release();
    }
  }
}
