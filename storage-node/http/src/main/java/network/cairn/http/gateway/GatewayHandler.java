package network.cairn.http.gateway;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
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
import network.cairn.http.gateway.deny.Denylists;
import network.cairn.http.gateway.host.GatewayHosts;
import network.cairn.http.gateway.host.HostPlace;
import network.cairn.http.gateway.name.NameResolver;

/// Serves content: below `/ipfs/` and `/ipns/`, and whole hosts that stand for content.
/// Thread-safe.
///
/// Bounds: [GatewayBounds]; those of what is asked stand where it is read.
public final class GatewayHandler implements Handler {
  /// Where it stands at a door: whole hosts may be content.
  public static final String ROOT = "/";

  private static final String READ_ONLY = "GET, HEAD, OPTIONS";

  private final GatewayHosts hosts;
  private final GatewayAsking asking;
  private final GatewayAnswers answers;
  private final Semaphore places;
  private final GatewayMetrics metrics;
  private final GatewayManner manner;
  private final OwnerHeaders headers;
  private final Refusals refusals;

  /// @param denied what is not served
  public GatewayHandler(
      ContentService content,
      GatewayBounds bounds,
      GatewayHosts hosts,
      NameResolver names,
      Denylists denied,
      Scheduler scheduler,
      GatewayMetrics metrics,
      GatewayManner manner) {
    this.metrics = metrics;
    this.manner = manner;
    this.headers = new OwnerHeaders(manner.headers());
    this.refusals = new Refusals(manner.errorPages());
    this.hosts = hosts;
    this.asking = new GatewayAsking(content, bounds, names, denied, scheduler);
    this.answers = new GatewayAnswers(names, bounds.pages(), manner.converting());
    this.places = new Semaphore(bounds.atOnce());
  }

  @Override
  public boolean servesAnyHost() {
    return true;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    GatewayResponse answer = new GatewayResponse(request, response, headers);
    boolean whole = false;
    metrics.started();
    try {
      handle(request, answer);
      whole = true;
    } finally {
      answer.tell(metrics, whole);
    }
  }

  private void handle(Request request, GatewayResponse answer) throws IOException {
    if (!places.tryAcquire()) {
      refusals.busy(request, answer);
      return;
    }
    request.waiting(true);
    try {
      placed(request, answer);
    } catch (RuntimeException e) {
      refusals.answer(e, request, answer);
    } finally {
      request.waiting(false);
      places.release();
    }
  }

  private void placed(Request request, GatewayResponse answer) throws IOException {
    if (request.method().equals("CONNECT")) {
      // The tunnel of a proxy that leads nowhere else: the caller goes on to ask here, by the name
      // that it wants to reach.
      answer.send(200, new HashMap<>(), new byte[0]);
      return;
    }
    switch (hosts.place(request)) {
      case HostPlace.Elsewhere(String url) -> answer.redirect(301, url);
      case HostPlace.Nowhere _ -> throw nothing();
      case HostPlace.Path path -> {
        if (GatewayAsking.isContent(path.path())) {
          served(request, path, answer);
        } else if (manner.home().isPresent() && isHome(request, path)) {
          answer.redirect(302, manner.home().get());
        } else {
          throw nothing();
        }
      }
      case HostPlace.Root root -> served(request, root, answer);
    }
  }

  private static boolean isHome(Request request, HostPlace.Path place) {
    return place.path().equals("/") && List.of("GET", "HEAD").contains(request.method());
  }

  private static GatewayRefused nothing() {
    return new GatewayRefused(404, "404 page not found");
  }

  private void served(Request request, HostPlace place, GatewayResponse answer) throws IOException {
    switch (request.method()) {
      case "GET", "HEAD" -> answer(request, place, answer);
      case "OPTIONS" -> {
        Map<String, String> headers = Asked.shared();
        headers.put("Allow", READ_ONLY);
        answer.send(204, headers, new byte[0]);
      }
      default ->
          throw new GatewayRefused(
              405, "method " + request.method() + " is not allowed: this gateway is read-only");
    }
  }

  private void answer(Request request, HostPlace place, GatewayResponse answer) throws IOException {
    if (place instanceof HostPlace.Path(String path, _)) {
      Optional<Detour> elsewhere = Detour.of(request, path);
      if (elsewhere.isPresent()) {
        answer.redirect(elsewhere.get().status(), elsewhere.get().location());
        return;
      }
    }
    answers.answer(asking.read(request, place), answer);
  }
}
