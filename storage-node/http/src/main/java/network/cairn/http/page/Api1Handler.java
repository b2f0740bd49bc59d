package network.cairn.http.page;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.Scheduler;
import network.cairn.content.service.ContentService;
import network.cairn.http.door.Handler;
import network.cairn.http.door.Places;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Callers;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.CommandFault;
import network.cairn.http.rpc.Endpoints;
import network.cairn.http.rpc.InnerCalls;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.cairn.LedgerServices;
import network.cairn.http.rpc.kubo.LogTail;

/// Serves `/api/v1/`: GET only, nothing is changed, the callers of the RPC. `openapi.json` of the
/// same folder says what there is. Thread-safe.
public final class Api1Handler implements Handler, AutoCloseable {
  public static final String PREFIX = "/api/v1/";
  static final String EVENTS = "events";
  static final String OPENAPI = "openapi.json";

  private static final int AT_ONCE = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Callers callers;
  private final InnerCalls calls;
  private final Map<String, Resource.Place> resources = new TreeMap<>();
  private final EventStreams events;
  private final Places places = new Places(AT_ONCE, AT_ONCE);
  private final JarFile openapi = JarFile.read(OPENAPI);

  /// What is shown.
  ///
  /// @param endpoints the commands of the RPC, which answer
  /// @param gateway where the node's gateway is, as `http://127.0.0.1:8080`; empty without one
  /// @param ledger empty for a node that belongs to no network or keeps away from it
  public record Shown(
      Endpoints endpoints,
      ContentService content,
      String gateway,
      Optional<LedgerServices> ledger,
      LogTail log,
      Scheduler scheduler) {}

  public Api1Handler(Callers callers, Shown shown) {
    this.callers = callers;
    this.calls = new InnerCalls(shown.endpoints());
    resources.putAll(new NodeResources(shown, roles(shown)).all());
    resources.put("search", new Resource.Place(new Search(shown.ledger())::answer, true));
    shown.ledger().ifPresent(ledger -> resources.putAll(new MoneyResources(ledger).all()));
    Optional<LongSupplier> height = shown.ledger().map(l -> () -> l.chain().head().height());
    Pulse pulse = new Pulse(shown.log(), height, shown.scheduler());
    this.events = new EventStreams(calls, pulse, shown.scheduler());
  }

  private static List<String> roles(Shown shown) {
    if (shown.ledger().isEmpty()) {
      return List.of();
    }
    return shown.ledger().get().provider().isPresent()
        ? List.of("client", "provider")
        : List.of("client");
  }

  @Override
  public void handle(Request request, Response bare) throws IOException {
    Response response = callers.adding(request, bare);
    String name = request.path().substring(PREFIX.length());
    if (!request.method().equals("GET")) {
      refuse(response, 405, "only GET is answered here; what changes something is under /api/v0");
    } else if (name.isEmpty()) {
      response.send(302, Map.of("Location", PREFIX + OPENAPI), new byte[0]);
    } else if (name.equals(OPENAPI)) {
      // A file of the jar that tells nothing of the node: whoever types its address sees it.
      response.send(200, headers("application/json"), openapi.bytes());
    } else if (callers.isStrangersPage(request)) {
      refuse(response, 403, "pages of others may not ask");
    } else if (callers.isDenied(request)) {
      refuse(
          response,
          401,
          "this door asks everybody for a secret (API.Authorizations); the token of the home opens"
              + " all of it");
    } else if (name.equals(EVENTS)) {
      events.serve(request, response, callers.showsToken(request));
    } else {
      resource(request, response, Optional.ofNullable(resources.get(name)));
    }
  }

  private void resource(Request request, Response response, Optional<Resource.Place> place)
      throws IOException {
    boolean authorized = callers.showsToken(request);
    if (place.isEmpty()) {
      refuse(response, 404, "there is no such thing; see " + PREFIX + OPENAPI);
    } else if (place.get().guarded() && !authorized) {
      refuse(
          response,
          401,
          "this needs the token of the home as Authorization: Bearer; 'cairn ui' opens the page"
              + " with it");
    } else if (places.take(request.network()) != Places.Taken.YES) {
      refuse(response, 503, "too many questions at once; try again later");
    } else {
      byte[] answer;
      try {
        answer = Json.bytes(place.get().resource().answer(asked(request, authorized)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        refuse(response, 503, "the node is shutting down");
        return;
      } catch (BadRequest e) {
        refuse(response, 400, CommandFault.text(e));
        return;
      } catch (RuntimeException | IOException e) {
        CommandFault.log(request.path(), e);
        refuse(response, e instanceof CommandError ? 409 : 500, CommandFault.text(e));
        return;
      } finally {
        places.give(request.network());
      }
      response.send(200, headers("application/json"), answer);
    }
  }

  private Asked asked(Request request, boolean authorized) {
    Deadline deadline = Deadline.in(PATIENCE).unless(request::gone);
    return new Asked(calls, Asked.query(request.query()), authorized, deadline);
  }

  private static Map<String, String> headers(String type) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", type);
    headers.put("Cache-Control", "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    return headers;
  }

  private static void refuse(Response response, int status, String why) throws IOException {
    Map<String, String> headers = headers("application/json");
    if (status == 405) {
      headers.put("Allow", "GET");
    }
    if (status == 401) {
      headers.put("WWW-Authenticate", "Bearer");
    }
    if (status == 503) {
      headers.put("Retry-After", "1");
    }
    response.send(status, headers, Json.bytes(Json.object().put("Message", why)));
  }

  /// The names of what is answered with one object.
  List<String> names() {
    return List.copyOf(resources.keySet());
  }

  /// Ends the streams of events; the rest needs no end.
  @Override
  public void close() {
    events.close();
  }
}
