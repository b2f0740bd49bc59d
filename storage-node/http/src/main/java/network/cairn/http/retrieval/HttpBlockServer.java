package network.cairn.http.retrieval;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import network.cairn.base.time.Scheduler;
import network.cairn.content.exchange.BlockServer;
import network.cairn.http.client.ServerRest;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.HashMismatch;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;
import network.cairn.libp2p.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One server, for one session. Up to [#AT_ONCE] tasks fetch what is wanted, each block within
/// [HttpRetrieval#time]; whatever the server does wrong ends all of them, and it rests. One that
/// the user did not name has [#AT_ONCE_FIRST] tasks until it gave a block: whoever merely says that
/// it has them holds few of the places that all servers share.
final class HttpBlockServer implements BlockServer {
  static final int AT_ONCE = 8;
  static final int AT_ONCE_FIRST = 2;
  static final int MOST = 256;

  private static final Logger LOG = LoggerFactory.getLogger(HttpBlockServer.class);

  private final URI url;
  private final PeerId id;
  private final boolean named;
  private final boolean mustBePublic;
  private final ServerRest rest;
  private final Taker taker;
  private final HttpRetrieval shared;
  private final Scheduler.Monitor monitor;
  private final LinkedHashSet<Cid> waiting = new LinkedHashSet<>();
  private final Set<Cid> fetched = new HashSet<>();
  private final List<Scheduler.Task> tasks = new ArrayList<>();
  private int running;
  private boolean closed;
  private boolean hasGiven;
  private volatile boolean looked;
  private volatile long heard = Long.MIN_VALUE;

  /// @param named whether the user named it
  HttpBlockServer(URI url, boolean named, ServerRest rest, Taker taker, HttpRetrieval shared) {
    this.url = url;
    this.id = id(url);
    this.named = named;
    this.mustBePublic = shared.mustBePublic(url, named);
    this.rest = rest;
    this.taker = taker;
    this.shared = shared;
    this.monitor = shared.scheduler().monitor();
  }

  private static PeerId id(URI url) {
    byte[] text = ("block server " + url).getBytes(StandardCharsets.UTF_8);
    return PeerId.decode(Multihash.sha256(text).bytes());
  }

  @Override
  public PeerId id() {
    return id;
  }

  @Override
  public boolean want(Cid cid, boolean urgent) {
    monitor.lock();
    try {
      if (closed) {
        return false;
      }
      boolean known = waiting.contains(cid);
      if (!known && !fetched.contains(cid)) {
        if (waiting.size() + fetched.size() >= MOST) {
          return false;
        }
        waiting.addLast(cid);
      }
      if (urgent && waiting.contains(cid)) {
        waiting.addFirst(cid);
      }
      startWork();
      return true;
    } finally {
      monitor.unlock();
    }
  }

  /// The monitor is held.
  private void startWork() {
    int most = named || hasGiven ? AT_ONCE : AT_ONCE_FIRST;
    if (running < most && running < waiting.size() + fetched.size()) {
      running++;
      tasks.removeIf(task -> !task.isAlive());
      tasks.add(shared.scheduler().start("http-blocks", this::work));
    }
  }

  @Override
  public void cancel(Cid cid) {
    monitor.lock();
    waiting.remove(cid);
    monitor.unlock();
  }

  @Override
  public long heard() {
    return heard;
  }

  @Override
  public void close() {
    end().ifPresent(others -> others.forEach(Scheduler.Task::interrupt));
  }

  /// @return the tasks that are under way; empty if it had ended before
  private Optional<List<Scheduler.Task>> end() {
    monitor.lock();
    try {
      if (closed) {
        return Optional.empty();
      }
      closed = true;
      waiting.clear();
      return Optional.of(tasks.stream().filter(Scheduler.Task::isAlive).toList());
    } finally {
      monitor.unlock();
    }
  }

  private void work() {
    try {
      for (Optional<Cid> next = take(); next.isPresent(); next = take()) {
        fetch(next.get());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("fetching from {} failed", url, e);
      fail("could not be asked: " + e, Optional.empty());
    }
  }

  /// The next to fetch; without one, the calling task counts as ended.
  private Optional<Cid> take() {
    monitor.lock();
    try {
      if (waiting.isEmpty() || closed) {
        running--;
        return Optional.empty();
      }
      Cid cid = waiting.removeFirst();
      fetched.add(cid);
      return Optional.of(cid);
    } finally {
      monitor.unlock();
    }
  }

  private void fetch(Cid cid) throws InterruptedException {
    BlockAnswer answer;
    Semaphore places = shared.places(named);
    places.acquire();
    try {
      answer = ask(cid);
    } finally {
      places.release();
    }
    switch (answer) {
      case BlockAnswer.Bytes(byte[] bytes) -> gave(cid, bytes);
      case BlockAnswer.Lacks() -> {
        rest.answered();
        if (isDone(cid)) {
          taker.lacks(id, cid);
        }
      }
      case BlockAnswer.Failed(String why, Optional<Duration> pause) -> fail(why, pause);
    }
  }

  private BlockAnswer ask(Cid cid) throws InterruptedException {
    if (mustBePublic && !looked) {
      Optional<String> refusal = shared.privateHost(url);
      if (refusal.isPresent()) {
        return new BlockAnswer.Failed(refusal.get(), Optional.of(ServerRest.LONGEST));
      }
      looked = true;
    }
    return shared
        .calls()
        .get(
            url,
            cid,
            shared.scheduler().deadline(shared.time()),
            () -> heard = shared.scheduler().nanoTime());
  }

  private void gave(Cid cid, byte[] bytes) {
    Block block;
    try {
      block = Block.verified(cid, bytes, shared.hashing());
    } catch (HashMismatch e) {
      fail(
          "sends bytes that are not those of " + cid + " (" + bytes.length + " of them)",
          Optional.of(ServerRest.LONGEST));
      return;
    } catch (UnsupportedHash e) {
      if (isDone(cid)) {
        taker.lacks(id, cid);
      }
      return;
    }
    rest.answered();
    shared.gave(bytes.length);
    trust();
    if (isDone(cid)) {
      taker.gave(id, block);
    }
  }

  /// From its first block on it is trusted with more at once.
  private void trust() {
    monitor.lock();
    try {
      int before = hasGiven ? AT_ONCE : AT_ONCE_FIRST;
      hasGiven = true;
      for (int i = before; i < AT_ONCE && !closed; i++) {
        startWork();
      }
    } finally {
      monitor.unlock();
    }
  }

  /// @return false if nobody is told any more
  private boolean isDone(Cid cid) {
    monitor.lock();
    try {
      fetched.remove(cid);
      return !closed;
    } finally {
      monitor.unlock();
    }
  }

  private void fail(String why, Optional<Duration> pause) {
    Optional<List<Scheduler.Task>> under = end();
    if (under.isEmpty()) {
      return;
    }
    shared.failed();
    String whole = "the server " + url + " " + why;
    if (rest.failed(pause)) {
      LOG.info("{}; it is asked for no block for a while", whole);
    } else {
      LOG.debug("{}", whole);
    }
    taker.failed(id, whole);
    under.get().forEach(Scheduler.Task::interrupt);
  }
}
