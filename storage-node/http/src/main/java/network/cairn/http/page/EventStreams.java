package network.cairn.http.page;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.Scheduler;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;
import network.cairn.http.rpc.InnerCalls;
import network.cairn.http.rpc.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Server-sent events: one look at the node every two seconds, told to all who listen. A listener
/// who does not read is ended as soon as it is a few events behind, and where there are too many,
/// the oldest makes room for the next. Thread-safe.
final class EventStreams implements AutoCloseable {
  /// Listeners at once; a browser has one for each page that is open.
  static final int MOST = 16;

  /// Events that a listener may be behind.
  static final int BEHIND = 8;

  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration QUIET = Duration.ofSeconds(15);
  private static final byte[] STILL_HERE = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

  private final InnerCalls calls;
  private final Pulse pulse;
  private final ArrayDeque<Listener> listeners = new ArrayDeque<>();
  private final Scheduler scheduler;
  private final CriticalLoop loop;
  private final Scheduler.Task task;
  private boolean closed;

  EventStreams(InnerCalls calls, Pulse pulse, Scheduler scheduler) {
    this.calls = calls;
    this.pulse = pulse;
    this.scheduler = scheduler;
    this.loop = new CriticalLoop(scheduler, "events", this::beat);
    this.task = loop.start();
  }

  /// One who listens.
  private record Listener(Request request, boolean authorized, BlockingQueue<byte[]> queue) {}

  private void beat() throws InterruptedException {
    while (true) {
      scheduler.sleep(EVERY);
      if (isHeard()) {
        look();
      }
    }
  }

  private synchronized boolean isHeard() {
    return !listeners.isEmpty();
  }

  private void look() throws InterruptedException {
    try {
      Asked asked = new Asked(calls, Map.of(), true, Deadline.in(EVERY));
      JsonNode now = pulse.now(asked);
      tell("pulse", now, Optional.of(Pulse.open(now)));
      pulse.lines().ifPresent(lines -> tell("log", lines, Optional.empty()));
    } catch (IOException | RuntimeException e) {
      LOG.debug("nothing to tell: {}", e.getMessage());
    }
  }

  /// Hands an event to all.
  ///
  /// @param open what those hear who did not show the home's token, if anything
  void tell(String name, JsonNode data, Optional<JsonNode> open) {
    byte[] event = event(name, data);
    Optional<byte[]> others = open.map(some -> event(name, some));
    List<Listener> late = new ArrayList<>();
    synchronized (this) {
      for (Listener listener : listeners) {
        Optional<byte[]> heard = listener.authorized() ? Optional.of(event) : others;
        if (heard.isPresent() && !listener.queue().offer(heard.get())) {
          late.add(listener);
        }
      }
      listeners.removeAll(late);
    }
    late.forEach(one -> drop(one, "the listener does not read"));
  }

  private static void drop(Listener listener, String why) {
    listener.request().hangUp(why);
    wake(listener);
  }

  /// So that it sees that it is no longer among the listeners; one whose queue is full is awake.
  private static void wake(Listener listener) {
    listener.queue().offer(new byte[0]);
  }

  private static byte[] event(String name, JsonNode data) {
    String text = new String(Json.bytes(data), StandardCharsets.UTF_8).strip();
    return ("event: " + name + "\ndata: " + text + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  /// Serves a listener until it goes or is ended.
  void serve(Request request, Response response, boolean authorized) throws IOException {
    Listener listener = new Listener(request, authorized, new ArrayBlockingQueue<>(BEHIND));
    Optional<Listener> oldest = enter(listener);
    oldest.ifPresent(one -> drop(one, "newer listeners took the place"));
    request.waiting(true);
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "text/event-stream");
    headers.put("Cache-Control", "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    try (OutputStream out = response.start(200, headers)) {
      out.write("retry: 3000\n\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      while (isOpen(listener) && !request.gone()) {
        byte[] event = listener.queue().poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
        if (isOpen(listener)) {
          out.write(event == null ? STILL_HERE : event);
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      leave(listener);
    }
  }

  private synchronized Optional<Listener> enter(Listener listener) {
    Optional<Listener> oldest =
        listeners.size() < MOST ? Optional.empty() : Optional.of(listeners.removeFirst());
    if (!closed) {
      listeners.addLast(listener);
    }
    return oldest;
  }

  private synchronized boolean isOpen(Listener listener) {
    return listeners.contains(listener);
  }

  private synchronized void leave(Listener listener) {
    listeners.remove(listener);
  }

  /// How many listen.
  synchronized int count() {
    return listeners.size();
  }

  /// Ends all streams.
  @Override
  public void close() {
    loop.stop();
    task.interrupt();
    List<Listener> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(listeners);
      listeners.clear();
    }
    all.forEach(EventStreams::wake);
  }
}
