package network.cairn.http.delegated;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.http.door.Handler;
import network.cairn.http.door.Places;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves `/routing/v1/` (Delegated Routing V1 HTTP API with IPIP-417, 476, 484, 513): who has a
/// block, where a peer is, the record of a name, the peers closest to a key. Anybody may ask, web
/// pages too. Thread-safe.
///
/// Bounds: [#AT_ONCE] requests in all, [#PER_NETWORK] of one network, [RoutingBounds#TIME] each;
/// [RoutingBounds#MOST_AT_ONCE] records in one JSON object, [RoutingBounds#MOST_LINES] as lines.
public final class RoutingHandler implements Handler {
  public static final String PREFIX = "/routing/v1/";

  static final int AT_ONCE = 64;
  static final int PER_NETWORK = 8;

  private static final Logger LOG = LoggerFactory.getLogger(RoutingHandler.class);
  private static final String PROVIDERS = "providers/";
  private static final String PEERS = "peers/";
  private static final String NAMES = "ipns/";
  private static final String CLOSEST = "dht/closest/peers/";

  private final RoutingSource source;
  private final Optional<PeerId> gateway;
  private final Scheduler scheduler;
  private final NameRequests names;
  private final Places places = new Places(AT_ONCE, PER_NETWORK);

  public RoutingHandler(RoutingSource source, Scheduler scheduler) {
    this(source, Optional.empty(), scheduler);
  }

  /// @param gateway the peer whose blocks are had over HTTP at the same door as this
  public RoutingHandler(RoutingSource source, Optional<PeerId> gateway, Scheduler scheduler) {
    this.gateway = gateway;
    this.source = source;
    this.scheduler = scheduler;
    this.names = new NameRequests(source, scheduler);
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    if (request.method().equals("OPTIONS")) {
      response.send(204, RoutingAnswers.shared(), new byte[0]);
      return;
    }
    switch (places.take(request.network())) {
      case YES -> {
        try {
          served(request, response);
        } finally {
          places.give(request.network());
        }
      }
      case ALL_FULL ->
          RoutingAnswers.busy(response, 503, "too much is asked at once; try again in a moment");
      case NETWORK_FULL ->
          RoutingAnswers.busy(
              response, 429, "your network asks too much at once; try again in a moment");
    }
  }

  private void served(Request request, Response response) throws IOException {
    request.waiting(true);
    try {
      answer(request, response);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      request.waiting(false);
    }
  }

  private void answer(Request request, Response response) throws IOException, InterruptedException {
    String path = request.path().substring(PREFIX.length());
    boolean name = isOneBelow(path, NAMES);
    if (!name
        && !isOneBelow(path, PROVIDERS)
        && !isOneBelow(path, PEERS)
        && !isOneBelow(path, CLOSEST)) {
      RoutingAnswers.refuse(
          response,
          400,
          "there are " + PREFIX + "providers/CID, peers/ID, ipns/NAME and dht/closest/peers/KEY");
    } else if (name && request.method().equals("PUT")) {
      names.put(request, response, path.substring(NAMES.length()));
    } else if (!request.method().equals("GET")) {
      RoutingAnswers.refuse(response, 501, request.method() + " is not offered here");
    } else if (name) {
      names.get(request, response, path.substring(NAMES.length()));
    } else {
      records(request, response, path);
    }
  }

  private static boolean isOneBelow(String path, String prefix) {
    return path.startsWith(prefix)
        && path.length() > prefix.length()
        && path.indexOf('/', prefix.length()) < 0;
  }

  /// What a search does.
  private interface Search {
    void run(FoundRecords found) throws InterruptedException;
  }

  private void records(Request request, Response response, String path)
      throws IOException, InterruptedException {
    RecordFilter filter;
    Search search;
    try {
      filter = RecordFilter.of(request.query());
      search = search(path, request);
    } catch (InvalidCid | IllegalArgumentException e) {
      RoutingAnswers.refuse(response, 422, String.valueOf(e.getMessage()));
      return;
    }
    if (path.startsWith(CLOSEST) && !source.hasDht()) {
      RoutingAnswers.refuse(response, 501, "this node takes part in no DHT");
      return;
    }
    FoundRecords found = new FoundRecords(scheduler, filter, most(isLines(request)));
    long deadline = scheduler.deadline(RoutingBounds.TIME);
    Scheduler.Task task = scheduler.start("routing-request", () -> run(search, found));
    try {
      Optional<PeerRecord> first = found.next(deadline, request::gone);
      if (first.isEmpty() && found.hasFailed()) {
        RoutingAnswers.refuse(response, 500, "the search failed");
      } else if (first.isEmpty() && path.startsWith(CLOSEST)) {
        RoutingAnswers.refuse(response, 404, "no peer of the DHT answered");
      } else {
        write(request, response, path, new Rest(first, found, deadline));
      }
    } finally {
      found.end();
      task.interrupt();
    }
  }

  private Search search(String path, Request request) {
    if (path.startsWith(PROVIDERS)) {
      Cid cid = Cid.parse(path.substring(PROVIDERS.length()));
      Optional<Multiaddr> http = CalledAddress.of(request);
      int most = most(isLines(request));
      return found ->
          source.providers(
              cid, most, RoutingBounds.TIME, record -> found.found(withGateway(record, http)));
    }
    if (path.startsWith(PEERS)) {
      PeerId peer = PeerId.parse(path.substring(PEERS.length()));
      return found -> source.peer(peer, RoutingBounds.TIME).ifPresent(found::found);
    }
    byte[] key = key(path.substring(CLOSEST.length()));
    return found -> source.closest(key, RoutingBounds.TIME).forEach(found::found);
  }

  /// Who reaches this door reaches the gateway behind it by the same address.
  private PeerRecord withGateway(PeerRecord record, Optional<Multiaddr> http) {
    return http.isPresent() && gateway.filter(record.id()::equals).isPresent()
        ? record.withGateway(http.get())
        : record;
  }

  /// A peer id or a CID.
  private static byte[] key(String text) {
    return text.startsWith("1") ? PeerId.parse(text).bytes() : Cid.parse(text).multihash().bytes();
  }

  private static int most(boolean lines) {
    return lines ? RoutingBounds.MOST_LINES : RoutingBounds.MOST_AT_ONCE;
  }

  private static void run(Search search, FoundRecords found) {
    try {
      search.run(found);
      found.end();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("a search for a caller of the routing door failed", e);
      found.fail();
    }
  }

  /// The first record, if there is one, and where those behind it come from.
  private record Rest(Optional<PeerRecord> first, FoundRecords found, long deadline) {}

  private void write(Request request, Response response, String path, Rest rest)
      throws IOException, InterruptedException {
    boolean lines = isLines(request);
    Map<String, String> headers = new HashMap<>(RoutingAnswers.shared());
    headers.put("Content-Type", lines ? RoutingJson.LINES : RoutingJson.JSON);
    headers.put("Vary", "Accept");
    headers.put("Last-Modified", RoutingAnswers.date(scheduler.epochMillis()));
    headers.put("Cache-Control", RoutingBounds.caching(rest.first().isPresent()));
    Optional<PeerRecord> next = rest.first();
    if (lines) {
      try (OutputStream out = response.start(200, headers)) {
        for (; next.isPresent(); next = rest.found().next(rest.deadline(), request::gone)) {
          out.write(RoutingJson.line(next.get()));
          out.flush();
        }
      }
      return;
    }
    List<PeerRecord> all = new ArrayList<>();
    for (; next.isPresent(); next = rest.found().next(rest.deadline(), request::gone)) {
      all.add(next.get());
    }
    String name = path.startsWith(PROVIDERS) ? "Providers" : "Peers";
    response.send(200, headers, RoutingJson.all(name, all));
  }

  private static boolean isLines(Request request) {
    return request.header("Accept").orElse("").contains(RoutingJson.LINES);
  }
}
