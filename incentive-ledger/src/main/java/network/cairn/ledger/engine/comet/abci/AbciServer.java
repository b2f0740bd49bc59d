package network.cairn.ledger.engine.comet.abci;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.comet.abci.RequestLine.Entry;
import network.cairn.ledger.engine.comet.local.LocalListener;
import network.cairn.proto.abci.Request;
import network.cairn.proto.abci.Response;
import network.cairn.proto.abci.ResponseEcho;
import network.cairn.proto.abci.ResponseFlush;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens on a Unix domain socket for CometBFT, which opens four connections and asks on each one
/// thing after the other. Answers stand in the order of the requests and leave with each flush;
/// checks that were sent without waiting are begun together.
///
/// What a handler throws is never answered: it is handed to [Scheduler#fatal], because a block that
/// one replica cannot execute must stop it. A connection that breaks the framing ends alone: the
/// other side is then no CometBFT. A connection that this end has closed answers nothing more of
/// what it has read, and what a handler throws after that is no fault. Thread-safe.
public final class AbciServer implements AutoCloseable {
  /// Connections at once: CometBFT's four, and those of one that just ended.
  static final int MAX_CONNECTIONS = 8;

  private static final Logger LOG = LoggerFactory.getLogger(AbciServer.class);
  private static final int BUFFER = 1 << 16;

  /// How long a request under way may keep [#close] waiting.
  private static final Duration LAST_ANSWER = Duration.ofSeconds(10);

  private final AbciHandler handler;
  private final Scheduler scheduler;
  private final Path socket;
  private final LocalListener listener;

  private AbciServer(Path socket, AbciHandler handler, Scheduler scheduler) throws IOException {
    this.socket = socket;
    this.handler = handler;
    this.scheduler = scheduler;
    this.listener =
        LocalListener.listen(
            StandardProtocolFamily.UNIX,
            UnixDomainSocketAddress.of(socket),
            "abci",
            MAX_CONNECTIONS,
            this::serve,
            scheduler);
  }

  /// Listens. What lies at the path is removed first: the caller's lock says that nobody else is
  /// there.
  ///
  /// @throws IOException if the path cannot be listened on
  public static AbciServer listen(Path socket, AbciHandler handler, Scheduler scheduler)
      throws IOException {
    Files.deleteIfExists(socket);
    return new AbciServer(socket, handler, scheduler);
  }

  private void serve(SocketChannel connection) throws IOException {
    RequestLine line = new RequestLine(handler, scheduler);
    try (connection) {
      InputStream in = new BufferedInputStream(Channels.newInputStream(connection), BUFFER);
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(connection), BUFFER);
      scheduler.start("abci-reader", () -> read(in, line));
      Optional<Entry> next = line.take();
      while (next.isPresent() && connection.isOpen()) {
        Request request = next.get().request();
        AbciFrames.write(out, answer(next.get(), connection));
        if (request.hasFlush()) {
          out.flush();
        }
        next = line.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The connection ends with its thread.
    } catch (Faulty e) {
      if (e.getCause() instanceof DamagedLedger known) {
        LOG.error("the ledger stops: {}", known.getMessage());
      } else {
        LOG.error("CometBFT's request has no answer", e.getCause());
      }
      scheduler.fatal("abci", e.getCause());
    } finally {
      line.end();
    }
  }

  /// Fills a line until the connection or its other end stops.
  private static void read(InputStream in, RequestLine line) {
    try {
      Optional<Request> next = AbciFrames.read(in);
      while (next.isPresent() && line.put(next.get())) {
        next = AbciFrames.read(in);
      }
    } catch (IOException e) {
      LOG.debug("a connection of CometBFT's ended: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      line.end();
    }
  }

  /// What the handler threw.
  private static final class Faulty extends Exception {
    private static final long serialVersionUID = 1L;

    private final Throwable fault;

    Faulty(Throwable fault) {
      super(fault);
      this.fault = fault;
    }

    @Override
    public synchronized Throwable getCause() {
      return fault;
    }
  }

  /// @throws ClosedChannelException if the handler failed after the end of the connection, as one
  ///   does that was closed because its owner waited no longer
  private Response answer(Entry entry, SocketChannel connection)
      throws Faulty, ClosedChannelException, InterruptedException {
    Request request = entry.request();
    try {
      return switch (request.getValueCase()) {
        case ECHO ->
            Response.newBuilder()
                .setEcho(ResponseEcho.newBuilder().setMessage(request.getEcho().getMessage()))
                .build();
        case FLUSH -> Response.newBuilder().setFlush(ResponseFlush.getDefaultInstance()).build();
        default ->
            entry.begun().isPresent() ? entry.begun().get().answer() : handler.answer(request);
      };
    } catch (RuntimeException e) {
      if (!connection.isOpen()) {
        LOG.warn("a request of CometBFT's met the end: {}", e.toString());
        throw new ClosedChannelException();
      }
      throw new Faulty(e);
    } catch (Error e) {
      throw new Faulty(e);
    }
  }

  /// Ends all connections, and waits for the requests under way, 10 s at most; those behind them
  /// are not begun.
  @Override
  public void close() {
    listener.close();
    if (!listener.awaitEnd(LAST_ANSWER)) {
      LOG.warn("a request of CometBFT's is still under way at {}", socket);
    }
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      LOG.warn("the socket {} was not removed: {}", socket, e.toString());
    }
  }
}
