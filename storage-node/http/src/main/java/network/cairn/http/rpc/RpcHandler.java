package network.cairn.http.rpc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.api.Argument;
import network.cairn.api.Option;
import network.cairn.api.answer.AnswerTypes;
import network.cairn.api.table.NodeTable;
import network.cairn.api.table.SwarmTable;
import network.cairn.base.time.Deadline;
import network.cairn.base.units.InvalidQuantity;
import network.cairn.http.door.Handler;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;

/// Serves `/api/v0/` by Kubo's RPC rules: POST only, no foreign web pages, arguments and options
/// from the query, the same errors with the same statuses. Thread-safe.
public final class RpcHandler implements Handler {
  public static final String PREFIX = "/api/v0/";

  /// Bytes of arguments that a body may hold.
  private static final int MAX_ARGUMENTS = 1 << 20;

  /// What asks nothing of the node but who it is: answered at once, to everybody, whatever else
  /// runs, so that a busy node is no dead one.
  private static final Set<String> SHORT = Set.of(NodeTable.VERSION.path(), SwarmTable.ID.path());

  private final Endpoints endpoints;
  private final Callers callers;
  private final DoorMetrics metrics;
  private final CallPlaces places;

  /// @param atOnce calls that work at once; more are turned away, but those that show the token and
  ///   those that only ask who this is have some places besides
  public RpcHandler(Endpoints endpoints, Callers callers, DoorMetrics metrics, int atOnce) {
    this.endpoints = endpoints;
    this.callers = callers;
    this.metrics = metrics;
    this.places = new CallPlaces(atOnce);
  }

  @Override
  public void handle(Request request, Response bare) throws IOException {
    Response response = callers.adding(request, bare);
    if (request.method().equals("OPTIONS")) {
      response.send(204, callers.preflight(request), new byte[0]);
    } else if (!request.method().equals("POST")) {
      text(response, 405, "405 - Method Not Allowed", Map.of("Allow", "OPTIONS, POST"));
    } else if (callers.isStrangersPage(request)) {
      text(response, 403, "403 - Forbidden", Map.of());
    } else if (callers.isDenied(request)) {
      text(response, 403, Callers.DENIED, Map.of());
    } else {
      placed(request, response, bare(request.path()));
    }
  }

  private void placed(Request request, Response response, String path) throws IOException {
    Optional<CallPlaces.Place> had =
        places.take(SHORT.contains(path) || callers.showsToken(request));
    if (had.isEmpty()) {
      text(response, 503, "too many calls at once; try again later", Map.of("Retry-After", "1"));
      return;
    }
    try (CallPlaces.Place place = had.get()) {
      command(request, place.freeing(response), path, place);
    }
  }

  private void command(Request request, Response response, String path, Deadline.Waits waits)
      throws IOException {
    Optional<Route> route = endpoints.find(path);
    if (route.isEmpty()) {
      text(response, 404, "404 page not found", Map.of());
      return;
    }
    metrics.started();
    long start = System.nanoTime();
    Answer answer = new Answer(response);
    try {
      run(route.get(), request, answer, waits);
    } finally {
      metrics.ended(path, answer.status(), answer.failedLate(), System.nanoTime() - start);
    }
  }

  /// The command's path; a slash behind it is no part of it.
  private static String bare(String path) {
    int end = path.length();
    while (end > PREFIX.length() && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(PREFIX.length(), end);
  }

  private void run(Route route, Request request, Answer answer, Deadline.Waits waits)
      throws IOException {
    boolean authorized = callers.showsToken(request);
    if (route.command().guarded() && !authorized) {
      answer.forbidden(
          route.path()
              + " needs the token of the repository as Authorization: Bearer; it stands in the"
              + " file 'token' of the daemon's home (cairn --api-auth TOKEN)");
      return;
    }
    try {
      Call call = call(route, request, authorized, waits);
      answer.until(call.deadline());
      answer.promise(AnswerTypes.of(route.command()));
      route.endpoint().run(call, answer);
      answer.finish();
    } catch (BadRequest e) {
      answer.refuse(CommandFault.text(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.fail("the node is shutting down");
    } catch (RuntimeException e) {
      fail(route, answer, e);
    } catch (IOException e) {
      CommandFault.log(route.path(), e);
      answer.fail(CommandFault.text(e));
    }
  }

  private static void fail(Route route, Answer answer, RuntimeException e) throws IOException {
    CommandFault.log(route.path(), e);
    answer.fail(CommandFault.text(e));
  }

  private static Call call(Route route, Request request, boolean authorized, Deadline.Waits waits)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    Map<String, String> options = new HashMap<>();
    for (QueryText.Pair pair : QueryText.parse(request.query())) {
      if (pair.name().equals("arg")) {
        arguments.add(pair.value());
      } else {
        option(route, pair, options);
      }
    }
    // Kubo's client sends calls without files as application/octet-stream with an empty body.
    Optional<Multipart> body =
        request
            .header("Content-Type")
            .filter(Multipart::isOne)
            .map(type -> Multipart.of(type, request.body()));
    fromBody(route, arguments, body);
    if (route.checked()) {
      check(route, arguments, body.isPresent());
    }
    requireJson(options);
    Deadline deadline = deadline(options).unless(request::gone).telling(waits);
    return new Call(route, arguments, options, body, deadline, authorized);
  }

  private static void option(Route route, QueryText.Pair pair, Map<String, String> options) {
    Optional<Option> option = route.option(pair.name());
    if (option.isPresent()) {
      String name = option.get().name();
      if (options.put(name, OptionText.checked(option.get(), pair.value())) != null) {
        throw new BadRequest("option \"" + name + "\" was given more than once");
      }
    }
  }

  /// Arguments that were not given in the query are the lines of the body.
  private static void fromBody(Route route, List<String> arguments, Optional<Multipart> body)
      throws IOException {
    List<Argument> known = route.command().argumentsAtDoor();
    boolean wanted =
        known.stream().anyMatch(a -> a.required() || a.variadic())
            && known.stream().noneMatch(Argument::isBody);
    if (!wanted || !arguments.isEmpty() || body.isEmpty()) {
      return;
    }
    Optional<Part> part = body.get().next();
    if (part.isPresent()) {
      byte[] bytes = part.get().body().readNBytes(MAX_ARGUMENTS + 1);
      if (bytes.length > MAX_ARGUMENTS) {
        throw new BadRequest("the arguments in the body are over " + MAX_ARGUMENTS + " bytes");
      }
      new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(l -> !l.isEmpty())
          .forEach(arguments::add);
    }
  }

  private static void check(Route route, List<String> arguments, boolean body) {
    int place = 0;
    boolean open = false;
    for (Argument argument : route.command().argumentsAtDoor()) {
      if (argument.isBody()) {
        if (!body) {
          throw new BadRequest("file argument '" + argument.doorName() + "' is required");
        }
        continue;
      }
      if (argument.required() && arguments.size() <= place) {
        throw new BadRequest("argument \"" + argument.doorName() + "\" is required");
      }
      open |= argument.variadic();
      place++;
    }
    if (!open && arguments.size() > place) {
      throw new BadRequest("expected " + place + " argument(s), but got " + arguments.size());
    }
  }

  private static void requireJson(Map<String, String> options) {
    String encoding = options.getOrDefault("encoding", "json");
    if (!encoding.equals("json")) {
      throw new BadRequest("invalid encoding: " + encoding + "; this door writes json");
    }
  }

  private static Deadline deadline(Map<String, String> options) {
    try {
      return Deadline.parse(options.getOrDefault("timeout", ""));
    } catch (InvalidQuantity e) {
      throw new BadRequest("option timeout: " + e.getMessage());
    }
  }

  private static void text(Response response, int status, String text, Map<String, String> headers)
      throws IOException {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "text/plain; charset=utf-8");
    all.put("X-Content-Type-Options", "nosniff");
    response.send(status, all, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
