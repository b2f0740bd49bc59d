package network.cairn.ledger.engine.comet.abci;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import network.cairn.base.time.Scheduler;
import network.cairn.proto.abci.Request;
import network.cairn.proto.abci.Response;
import org.jspecify.annotations.Nullable;

/// The requests of one connection that were read and not answered yet, in order: few, so that the
/// socket holds the rest. The checks among them are begun while they wait. Between one thread that
/// reads and one that answers.
final class RequestLine {
  /// Requests that wait at most.
  static final int MOST = 64;

  /// Bytes of them at most, but for one that is longer alone.
  static final int MOST_BYTES = 4 << 20;

  private final AbciHandler handler;
  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean ended;

  RequestLine(AbciHandler handler, Scheduler scheduler) {
    this.handler = handler;
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
  }

  /// A request, and if it is a check the work on it.
  record Entry(Request request, Optional<Begun> begun) {}

  /// A check under way on a thread of its own.
  static final class Begun {
    private final Supplier<Supplier<Response>> work;
    private Scheduler.@Nullable Task task;
    private @Nullable Supplier<Response> answer;
    private @Nullable Throwable fault;

    private Begun(Supplier<Supplier<Response>> work) {
      this.work = work;
    }

    private void run() {
      try {
        answer = work.get();
      } catch (RuntimeException | Error e) {
        fault = e;
      }
    }

    /// Waits for the work, then answers.
    ///
    /// @throws RuntimeException as the handler threw
    Response answer() throws InterruptedException {
      if (task != null) {
        task.join();
      }
      return switch (fault) {
        case null -> Objects.requireNonNull(answer).get();
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(fault);
      };
    }
  }

  /// Waits for room, then puts a request behind the others.
  ///
  /// @return false if nobody takes it any more
  boolean put(Request request) throws InterruptedException {
    int size = request.getSerializedSize();
    monitor.lock();
    try {
      while (!ended
          && !waiting.isEmpty()
          && (waiting.size() >= MOST || bytes + size > MOST_BYTES)) {
        monitor.await(Scheduler.NEVER);
      }
      if (ended) {
        return false;
      }
      waiting.addLast(new Entry(request, begin(request)));
      bytes += size;
      monitor.signalAll();
      return true;
    } finally {
      monitor.unlock();
    }
  }

  private Optional<Begun> begin(Request request) {
    if (!request.hasCheckTx()) {
      return Optional.empty();
    }
    Begun begun = new Begun(() -> handler.begin(request.getCheckTx()));
    begun.task = scheduler.start("abci-check", begun::run);
    return Optional.of(begun);
  }

  /// The next request; empty where there comes none.
  Optional<Entry> take() throws InterruptedException {
    monitor.lock();
    try {
      while (waiting.isEmpty() && !ended) {
        monitor.await(Scheduler.NEVER);
      }
      Optional<Entry> next = Optional.ofNullable(waiting.pollFirst());
      next.ifPresent(entry -> bytes -= entry.request().getSerializedSize());
      monitor.signalAll();
      return next;
    } finally {
      monitor.unlock();
    }
  }

  /// Nothing more is put; what waits may still be taken.
  void end() {
    monitor.lock();
    try {
      ended = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }
}
