package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import network.cairn.api.answer.kubo.BadNodeAnswer;
import network.cairn.api.answer.kubo.PinAnswer;
import network.cairn.api.answer.kubo.PinCheckAnswer;
import network.cairn.api.answer.kubo.PinListAnswer;
import network.cairn.api.answer.kubo.PinsAnswer;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.table.PinTable;
import network.cairn.content.service.ContentReader;
import network.cairn.content.service.Pinner;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.store.pin.Mode;
import network.cairn.store.pin.Pin;
import network.cairn.store.pin.PinCheck;

/// `pin/…`.
final class Pinning {
  private static final long TELL_EVERY = Duration.ofMillis(500).toNanos();

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

  private Pinner pinner(Call call) {
    return backend.content().pinner(call.deadline());
  }

  private void add(Call call, Reply reply) throws IOException, InterruptedException {
    try (NamedPeer.Meeting _ = NamedPeer.meet(backend, call.text("peer"), call.deadline())) {
      keep(call, reply);
    }
  }

  private void keep(Call call, Reply reply) throws IOException, InterruptedException {
    CidBase base = new CidBase(call);
    ContentReader reader = backend.reader(call);
    Optional<String> name = name(call);
    Ticker ticker = new Ticker(call.flag("progress"), reply);
    List<String> done = new ArrayList<>();
    for (String path : call.arguments()) {
      Cid root = reader.cid(path);
      pinner(call).add(reader, root, mode(call), name, ticker::saw);
      done.add(base.text(root));
    }
    if (call.flag("progress")) {
      reply.line(new PinsAnswer(done, Optional.of(ticker.fetched())));
    } else {
      reply.value(PinsAnswer.of(done));
    }
  }

  /// The pin's name, or part of it, that the caller gave.
  private static Optional<String> name(Call call) {
    return name(call, "name");
  }

  static Optional<String> name(Call call, String option) {
    return call.text(option).filter(n -> !n.isEmpty()).map(Pin::checkedName);
  }

  private static Mode mode(Call call) {
    return call.flag("recursive", true) ? Mode.RECURSIVE : Mode.DIRECT;
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

    PinsAnswer.Fetched fetched() {
      return new PinsAnswer.Fetched(blocks, bytes);
    }

    void saw(Block block) {
      lock.lock();
      try {
        blocks++;
        bytes += block.size();
        if (tells && System.nanoTime() - last >= TELL_EVERY) {
          last = System.nanoTime();
          reply.line(new PinsAnswer(List.of(), Optional.of(fetched())));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the caller went away", e);
      } finally {
        lock.unlock();
      }
    }
  }

  private void remove(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    List<Cid> roots = call.arguments().stream().map(backend.reader(call)::cid).toList();
    List<String> done = new ArrayList<>();
    for (Cid root : roots) {
      pinner(call).remove(root, mode(call));
      done.add(base.text(root));
    }
    reply.value(PinsAnswer.of(done));
  }

  private void update(Call call, Reply reply) throws IOException, InterruptedException {
    CidBase base = new CidBase(call);
    ContentReader reader = backend.reader(call);
    Cid from = reader.cid(call.argument(0));
    Cid to = reader.cid(call.argument(1));
    pinner(call).update(reader, from, to, call.flag("unpin", true));
    reply.value(PinsAnswer.of(List.of(base.text(from), base.text(to))));
  }

  private void verify(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    try {
      pinner(call).verify(check -> tell(call, reply, base, check));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void tell(Call call, Reply reply, CidBase base, PinCheck check) {
    if (check.ok() && !call.flag("verbose") || check.ok() && call.flag("quiet")) {
      return;
    }
    List<BadNodeAnswer> bad =
        check.bad().stream().map(b -> new BadNodeAnswer(base.text(b.cid()), b.error())).toList();
    write(reply, new PinCheckAnswer(base.text(check.root()), check.ok(), bad));
  }

  private static void write(Reply reply, JsonRecord line) {
    try {
      reply.line(line);
    } catch (IOException e) {
      throw new UncheckedIOException("the caller went away", e);
    }
  }

  private void list(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    boolean names = call.flag("names") || call.given("name");
    if (call.flag("stream")) {
      visit(call, kept -> write(reply, pin(kept, names, base)));
      return;
    }
    List<PinAnswer> pins = new ArrayList<>();
    visit(
        call,
        kept -> {
          if (pins.size() >= MAX_LISTED) {
            throw new CommandError("more than " + MAX_LISTED + " pins; list them with stream");
          }
          pins.add(pin(kept, names, base));
        });
    reply.value(new PinListAnswer(pins));
  }

  private static PinAnswer pin(Pinner.Kept kept, boolean names, CidBase base) {
    return new PinAnswer(base.text(kept.cid()), names ? kept.name() : "", type(kept, base));
  }

  private void visit(Call call, Consumer<Pinner.Kept> visitor) {
    String name = name(call).orElse("");
    Optional<Pinner.Kind> kind = kind(call.text("type").orElse("all"));
    if (call.arguments().isEmpty()) {
      pinner(call).list(kind, name, visitor);
    } else {
      pinner(call).list(backend.reader(call), call.arguments(), kind, visitor);
    }
  }

  private static Optional<Pinner.Kind> kind(String type) {
    return switch (type) {
      case "all" -> Optional.empty();
      case "direct" -> Optional.of(Pinner.Kind.DIRECT);
      case "indirect" -> Optional.of(Pinner.Kind.INDIRECT);
      case "recursive" -> Optional.of(Pinner.Kind.RECURSIVE);
      default ->
          throw new BadRequest(
              "invalid type '" + type + "', must be one of {direct, indirect, recursive, all}");
    };
  }

  private static String type(Pinner.Kept kept, CidBase base) {
    return switch (kept.kind()) {
      case RECURSIVE -> "recursive";
      case DIRECT -> "direct";
      case INDIRECT -> "indirect" + kept.via().map(v -> " through " + base.text(v)).orElse("");
    };
  }
}
