package network.cairn.http.rpc;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import network.cairn.ledger.api.LedgerService;
import network.cairn.ledger.api.LedgerTransport;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.types.Profile;

/// The ledger's door: posts bodies to the ledger's service and writes what comes back, as protobuf
/// or, if asked, as JSON. Thread-safe.
///
/// Bounds: bodies as the service has them, so many calls at once in all and from one address, each
/// of which ends by itself. Only addresses with a call under way are remembered.
public final class LedgerHandler implements Handler {
  private static final String TYPE = "application/x-protobuf";
  private static final int BUSY = 503;
  private static final int TOO_MANY = 429;
  private final LedgerService service;
  private final LedgerJson json;
  private final int atOnce;
  private final int perAddress;
  private final Map<String, Integer> running = new HashMap<>();
  private int all;

  /// @param profile of the chain: how addresses are written
  /// @param atOnce calls that run or wait at once; more are turned away
  /// @param perAddress of these from one address
  public LedgerHandler(LedgerService service, Profile profile, int atOnce, int perAddress) {
    this.service = service;
    this.json = new LedgerJson(profile);
    this.atOnce = atOnce;
    this.perAddress = perAddress;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    if (!request.method().equals("POST")) {
      response.send(405, Map.of("Allow", "POST"), new byte[0]);
      return;
    }
    String name = request.path().substring(LedgerService.PREFIX.length());
    String address = request.remoteAddress();
    int refusal = enter(address);
    if (refusal != 0) {
      String detail =
          refusal == BUSY
              ? "the ledger answers " + atOnce + " calls at once; try again in a moment"
              : "one address may have " + perAddress + " calls at once; try again in a moment";
      send(request, response, name, LedgerService.problem(refusal, "busy", detail));
      return;
    }
    try {
      byte[] body = request.body().readNBytes(LedgerService.MAX_REQUEST + 1);
      send(request, response, name, service.answer(name, body, Submitter.of(address)));
    } finally {
      leave(address);
    }
  }

  private void send(Request request, Response response, String name, LedgerTransport.Reply reply)
      throws IOException {
    boolean asJson = LedgerJson.isWanted(request.header("Accept"));
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", asJson ? LedgerJson.TYPE : TYPE);
    if (reply.status() == BUSY || reply.status() == TOO_MANY) {
      headers.put("Retry-After", "1");
    }
    response.send(reply.status(), headers, asJson ? json.of(name, reply) : reply.body());
  }

  /// 0, or the status to refuse with.
  private synchronized int enter(String address) {
    if (all >= atOnce) {
      return BUSY;
    }
    if (running.getOrDefault(address, 0) >= perAddress) {
      return TOO_MANY;
    }
    running.merge(address, 1, Integer::sum);
    all++;
    return 0;
  }

  private synchronized void leave(String address) {
    all--;
    running.computeIfPresent(address, (_, own) -> own > 1 ? own - 1 : null);
  }
}
