package network.cairn.http.rpc;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.http.door.Handler;
import network.cairn.http.door.NetworkPrefix;
import network.cairn.http.door.Places;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;
import network.cairn.ledger.api.LedgerService;
import network.cairn.ledger.api.LedgerTransport;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.types.Profile;

/// The ledger's door: posts bodies to the ledger's service and writes what comes back, as protobuf
/// or, if asked, as JSON. Thread-safe.
///
/// Bounds: bodies as the service has them; so many calls at once in all and of one network. Those
/// that wait for a block have places of their own, twice as many, and so have bodies and answers
/// that are not small while they are on their way: neither keeps others from asking. A wait ends
/// when its caller has hung up.
public final class LedgerHandler implements Handler {
  private static final String TYPE = "application/x-protobuf";
  private static final int BUSY = 503;
  private static final int TOO_MANY = 429;
  private static final int SMALL = 64 << 10;
  private final LedgerService service;
  private final LedgerJson json;
  private final Places calls;
  private final Places waits;
  private final Places transfers;

  /// @param profile of the chain: how addresses are written
  /// @param atOnce calls that run at once; more are turned away
  /// @param perNetwork of these from one network
  public LedgerHandler(LedgerService service, Profile profile, int atOnce, int perNetwork) {
    this.service = service;
    this.json = new LedgerJson(profile);
    this.calls = new Places(atOnce, perNetwork);
    this.waits = new Places(2 * atOnce, perNetwork);
    this.transfers = new Places(atOnce, perNetwork);
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    if (!request.method().equals("POST")) {
      response.send(405, Map.of("Allow", "POST"), new byte[0]);
      return;
    }
    String name = request.path().substring(LedgerService.PREFIX.length());
    try (Turn turn = new Turn(request)) {
      LedgerTransport.Reply reply = answer(turn, request, name);
      boolean large = reply.body().length > SMALL;
      Optional<LedgerTransport.Reply> refusal = large ? turn.take(transfers) : Optional.empty();
      if (!large) {
        turn.release();
      }
      send(request, response, name, refusal.orElse(reply));
    }
  }

  private LedgerTransport.Reply answer(Turn turn, Request request, String name) throws IOException {
    Optional<LedgerTransport.Reply> refusal =
        isSmall(request) ? Optional.empty() : turn.take(transfers);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    byte[] body = request.body().readNBytes(LedgerService.MAX_REQUEST + 1);
    refusal = turn.take(calls);
    return refusal.isPresent()
        ? refusal.get()
        : service.answer(name, body, submitter(request), turn);
  }

  private static Submitter submitter(Request request) {
    return new Submitter(
        Optional.of(request.network().map(NetworkPrefix::text).orElse("this machine")));
  }

  private static boolean isSmall(Request request) {
    Optional<String> length = request.header("Content-Length");
    if (request.header("Transfer-Encoding").isPresent()) {
      return false;
    }
    return length.isEmpty()
        || (length.get().length() < 6 && Integer.parseInt(length.get()) <= SMALL);
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

  private static LedgerTransport.Reply refusal(Places.Taken taken) {
    return taken == Places.Taken.ALL_FULL
        ? LedgerService.problem(
            BUSY, "busy", "the ledger is asked too much at once; try again in a moment")
        : LedgerService.problem(
            TOO_MANY, "busy", "your network asks too much at once; try again in a moment");
  }

  /// The one place that a request has at a time. Used by its thread.
  private final class Turn
      implements LedgerService.Waits, LedgerService.Waits.Place, AutoCloseable {
    private final Request request;
    private Optional<Places> held = Optional.empty();

    Turn(Request request) {
      this.request = request;
    }

    /// Takes a place instead of the one it has, or says why there is none.
    Optional<LedgerTransport.Reply> take(Places places) {
      release();
      Places.Taken taken = places.take(request.network());
      if (taken == Places.Taken.YES) {
        held = Optional.of(places);
        return Optional.empty();
      }
      return Optional.of(refusal(taken));
    }

    @Override
    public Optional<Place> enter() {
      if (take(waits).isPresent()) {
        return Optional.empty();
      }
      request.waiting(true);
      return Optional.of(this);
    }

    @Override
    public boolean wanted() {
      return !request.gone();
    }

    @Override
    public void close() {
      release();
    }

    /// Gives up the place it has, if any.
    void release() {
      held.ifPresent(places -> places.give(request.network()));
      held = Optional.empty();
      request.waiting(false);
    }
  }
}
