package network.cairn.http.gateway;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import network.cairn.base.time.Scheduler;
import network.cairn.content.service.ContentService;
import network.cairn.http.door.Handler;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.GatewayRefused;

/// Serves everything below `/ipfs/` and `/ipns/`. Thread-safe.
///
/// Bounds: [GatewayBounds]; those of what is asked stand where it is read.
public final class GatewayHandler implements Handler {
  public static final String IPFS = "/ipfs/";
  public static final String IPNS = "/ipns/";

  private static final String READ_ONLY = "GET, HEAD, OPTIONS";

  private final GatewayAsking asking;
  private final GatewayAnswers answers;
  private final Semaphore places;

  public GatewayHandler(ContentService content, GatewayBounds bounds, Scheduler scheduler) {
    this.asking = new GatewayAsking(content, bounds, scheduler);
    this.answers = new GatewayAnswers();
    this.places = new Semaphore(bounds.atOnce());
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    GatewayResponse answer = new GatewayResponse(response, request.method().equals("HEAD"));
    if (!places.tryAcquire()) {
      Refusals.busy(request, answer);
      return;
    }
    request.waiting(true);
    try {
      served(request, answer);
    } finally {
      request.waiting(false);
      places.release();
    }
  }

  private void served(Request request, GatewayResponse answer) throws IOException {
    try {
      switch (request.method()) {
        case "GET", "HEAD" -> answer(request, answer);
        case "OPTIONS" -> {
          Map<String, String> headers = Asked.shared();
          headers.put("Allow", READ_ONLY);
          answer.send(204, headers, new byte[0]);
        }
        default ->
            throw new GatewayRefused(
                405, "method " + request.method() + " is not allowed: this gateway is read-only");
      }
    } catch (RuntimeException e) {
      Refusals.answer(e, request, answer);
    }
  }

  private void answer(Request request, GatewayResponse answer) throws IOException {
    Optional<String> elsewhere = asking.redirected(request);
    if (elsewhere.isPresent()) {
      answer.redirect(301, elsewhere.get());
      return;
    }
    answers.answer(asking.read(request), answer);
  }
}
