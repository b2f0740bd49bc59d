package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import network.cairn.api.table.PinTable;
import network.cairn.content.blockservice.BlockSession;
import network.cairn.content.blockservice.DagWalk;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.store.pin.Mode;
import network.cairn.store.pin.Pin;
import network.cairn.store.pin.PinCheck;
import network.cairn.store.pin.PinStatus;
import network.cairn.store.pin.Pins;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `pin/…`.
final class Pinning {
  private static final long TELL_EVERY = Duration.ofMillis(500).toNanos();
  private static final int MAX_NAME = 255;

  /// A list that is one object is held whole; more pins need `stream`.
  private static final int MAX_LISTED = 1_000_000;

  private final Backend backend;

  Pinning(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(PinTable.ADD, this::add),
        Route.of(PinTable.REMOVE, this::remove),
        Route.of(PinTable.LS, this::list),
        Route.of(PinTable.UPDATE, this::update),
        Route.of(PinTable.VERIFY, this::verify));
  }

  private Pins pins() {
    return backend.repository().pins();
  }

  private void add(Call call, Reply reply) throws IOException, InterruptedException {
    Swarm.meet(backend, call);
    Reads reads = new Reads(backend, call);
    Optional<String> name = call.text("name").filter(n -> !n.isEmpty());
    if (name.filter(n -> n.length() > MAX_NAME).isPresent()) {
      throw new BadRequest("pin name is over " + MAX_NAME + " characters");
    }
    Ticker ticker = new Ticker(call.flag("progress"), reply);
    ArrayNode done = Json.array();
    for (String path : call.arguments()) {
      Cid root = reads.cid(path);
      pin(reads, root, call.flag("recursive", true) ? Mode.RECURSIVE : Mode.DIRECT, name, ticker);
      done.add(reads.text(root));
    }
    ObjectNode value = Json.object();
    value.set("Pins", done);
    if (call.flag("progress")) {
      reply.line(value.put("Progress", ticker.blocks).put("Bytes", ticker.bytes));
    } else {
      reply.value(value);
    }
  }

  /// Fetches first, with the session open until the pin holds what came.
  private void pin(Reads reads, Cid root, Mode mode, Optional<String> name, Ticker ticker)
      throws InterruptedException {
    try (BlockSession session = reads.session(root)) {
      switch (mode) {
        case RECURSIVE ->
            new DagWalk(session, backend.scheduler(), DagWalk.Limits.standard())
                .walk(root, ticker::saw);
        case DIRECT -> ticker.saw(session.get(root));
      }
      session.commit();
      pins().add(root, mode, name);
    }
  }

  /// Tells now and then how far a fetch is; called by several threads.
  private static final class Ticker {
    private final boolean tells;
    private final Reply reply;
    private final ReentrantLock lock = new ReentrantLock();
    private long last = System.nanoTime();
    private long blocks;
    private long bytes;

    Ticker(boolean tells, Reply reply) {
      this.tells = tells;
      this.reply = reply;
    }

    void saw(Block block) {
      lock.lock();
      try {
        blocks++;
        bytes += block.size();
        if (tells && System.nanoTime() - last >= TELL_EVERY) {
          last = System.nanoTime();
          reply.line(Json.object().put("Progress", blocks).put("Bytes", bytes));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the caller went away", e);
      } finally {
        lock.unlock();
      }
    }
  }

  private void remove(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    Mode mode = call.flag("recursive", true) ? Mode.RECURSIVE : Mode.DIRECT;
    List<Cid> roots = call.arguments().stream().map(reads::cid).toList();
    ArrayNode done = Json.array();
    for (Cid root : roots) {
      pins().remove(root, mode == Mode.RECURSIVE ? held(root) : mode);
      done.add(reads.text(root));
    }
    reply.value(Json.object().set("Pins", done));
  }

  /// A recursive removal takes a direct pin too.
  private Mode held(Cid root) {
    return pins().find(root).map(Pin::mode).orElse(Mode.RECURSIVE);
  }

  private void update(Call call, Reply reply) throws IOException, InterruptedException {
    Reads reads = new Reads(backend, call);
    Cid from = reads.cid(call.argument(0));
    Cid to = reads.cid(call.argument(1));
    try (BlockSession session = reads.session(to)) {
      new DagWalk(session, backend.scheduler(), DagWalk.Limits.standard()).walk(to, _ -> {});
      session.commit();
      pins().update(from, to, call.flag("unpin", true));
    }
    ArrayNode both = Json.array().add(reads.text(from)).add(reads.text(to));
    reply.value(Json.object().set("Pins", both));
  }

  private void verify(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    try {
      pins().verify(check -> tell(call, reply, reads, check));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void tell(Call call, Reply reply, Reads reads, PinCheck check) {
    if (check.ok() && !call.flag("verbose") || check.ok() && call.flag("quiet")) {
      return;
    }
    ObjectNode line = Json.object().put("Cid", reads.text(check.root()));
    if (check.ok()) {
      line.put("Ok", true);
    } else {
      ArrayNode bad = line.putArray("BadNodes");
      check
          .bad()
          .forEach(b -> bad.addObject().put("Cid", reads.text(b.cid())).put("Err", b.error()));
    }
    write(reply, line);
  }

  private static void write(Reply reply, ObjectNode line) {
    try {
      reply.line(line);
    } catch (IOException e) {
      throw new UncheckedIOException("the caller went away", e);
    }
  }

  /// Takes the pins of a list.
  private interface Listing {
    void entry(Cid cid, String type, String name);
  }

  private void list(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    boolean names = call.flag("names") || call.given("name");
    if (call.flag("stream")) {
      visit(
          call,
          reads,
          (cid, type, name) -> {
            ObjectNode line = Json.object().put("Cid", reads.text(cid));
            if (names && !name.isEmpty()) {
              line.put("Name", name);
            }
            write(reply, line.put("Type", type));
          });
      return;
    }
    ObjectNode keys = Json.object();
    visit(
        call,
        reads,
        (cid, type, name) -> {
          if (keys.size() >= MAX_LISTED) {
            throw new CommandError("more than " + MAX_LISTED + " pins; list them with stream");
          }
          keys.set(reads.text(cid), Json.object().put("Type", type).put("Name", names ? name : ""));
        });
    ObjectNode value = Json.object();
    if (!keys.isEmpty()) {
      value.set("Keys", keys);
    }
    reply.value(value);
  }

  private void visit(Call call, Reads reads, Listing listing) {
    String type = call.text("type").orElse("all");
    if (!List.of("all", "direct", "indirect", "recursive").contains(type)) {
      throw new BadRequest(
          "invalid type '" + type + "', must be one of {direct, indirect, recursive, all}");
    }
    if (call.arguments().isEmpty()) {
      all(call, type, listing);
    } else {
      some(call, reads, type, listing);
    }
  }

  private void all(Call call, String type, Listing listing) {
    String part = call.text("name").orElse("");
    try (Stream<Pin> pins = pins().list()) {
      pins.forEach(pin -> {
        String mode = text(pin.mode());
        if ((type.equals("all") || type.equals(mode)) && pin.name().contains(part)) {
          listing.entry(pin.root(), mode, pin.name());
        }
      });
    }
    if (part.isEmpty() && (type.equals("all") || type.equals("indirect"))) {
      pins().indirect(cid -> listing.entry(cid, "indirect", ""));
    }
  }

  private void some(Call call, Reads reads, String type, Listing listing) {
    List<Cid> cids = new ArrayList<>(call.arguments().stream().map(reads::cid).toList());
    Map<Cid, PinStatus> found = pins().status(cids);
    for (int i = 0; i < cids.size(); i++) {
      Cid cid = cids.get(i);
      String path = call.argument(i);
      switch (found.getOrDefault(cid, new PinStatus.NotPinned())) {
        case PinStatus.Pinned(Pin pin) when wanted(type, text(pin.mode())) ->
            listing.entry(cid, text(pin.mode()), pin.name());
        case PinStatus.Indirect(Cid via) when wanted(type, "indirect") ->
            listing.entry(cid, "indirect through " + reads.text(via), "");
        case PinStatus.Pinned _, PinStatus.Indirect _, PinStatus.NotPinned _ ->
            throw new CommandError("path '" + path + "' is not pinned");
      }
    }
  }

  private static boolean wanted(String type, String mode) {
    return type.equals("all") || type.equals(mode);
  }

  private static String text(Mode mode) {
    return switch (mode) {
      case RECURSIVE -> "recursive";
      case DIRECT -> "direct";
    };
  }
}
