package network.cairn.libp2p.transport.memory;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.libp2p.mux.MuxedConn;
import network.cairn.libp2p.mux.MuxedConnOwner;
import network.cairn.libp2p.mux.MuxedStream;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.transport.CapableConn;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.Transport;
import org.jspecify.annotations.Nullable;

/// A simulated network whose transports secure and mux by themselves, as QUIC does: a connection
/// arrives with a proved peer and streams of its own. A dial takes two milliseconds, bytes take no
/// time. One monitor guards everything.
public final class SimQuic {
  /// The receive window of a stream, which never grows.
  public static final int WINDOW = 64 * 1024;

  private static final int PRIORITY = 203;

  private final SimScheduler scheduler;
  private final Scheduler.Monitor monitor;
  private final Map<Multiaddr, QuicListener> listeners = new HashMap<>();
  private int machines;
  private int ports = 30_000;

  public SimQuic(SimScheduler scheduler) {
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
  }

  /// The transport of a machine on which this peer proves itself.
  public Transport machine(PeerId self) {
    return new QuicTransport(self, "/ip4/10.9.0." + ++machines + "/udp/");
  }

  /// A further peer on the same machine.
  public Transport beside(Transport machine, PeerId self) {
    return new QuicTransport(self, ((QuicTransport) machine).prefix);
  }

  /// The address with port 4001 of the machine whose transport this is.
  public static Multiaddr address(Transport machine) {
    return Multiaddr.parse(((QuicTransport) machine).prefix + "4001/quic-v1");
  }

  private void locked(Runnable action) {
    monitor.lock();
    try {
      action.run();
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  private final class QuicTransport implements Transport {
    private final PeerId self;
    private final String prefix;

    QuicTransport(PeerId self, String prefix) {
      this.self = self;
      this.prefix = prefix;
    }

    @Override
    public boolean canDial(Multiaddr address) {
      return address.has(Protocol.UDP) && address.has(Protocol.QUIC_V1);
    }

    @Override
    public boolean canListen(Multiaddr address) {
      return canDial(address);
    }

    @Override
    public CapableConn dial(Multiaddr address, Duration timeout)
        throws IOException, InterruptedException {
      scheduler.sleep(Duration.ofMillis(2));
      Multiaddr target = address.withoutPeer().orElse(address);
      QuicConn[] ends = new QuicConn[1];
      locked(() -> {
        QuicListener listener = listeners.get(target);
        if (listener != null) {
          Multiaddr from = Multiaddr.parse(prefix + ++ports + "/quic-v1");
          QuicConn near = new QuicConn(listener.self, from, target);
          QuicConn far = new QuicConn(self, target, from);
          near.twin = far;
          far.twin = near;
          listener.waiting.addLast(far);
          ends[0] = near;
        }
      });
      if (ends[0] == null) {
        throw new ConnectException("nobody listens at " + target);
      }
      return ends[0];
    }

    @Override
    public Listener listen(Multiaddr address) {
      QuicListener listener = new QuicListener(self, address);
      locked(() -> listeners.put(address, listener));
      return listener;
    }
  }

  private final class QuicListener implements Listener {
    private final PeerId self;
    private final Multiaddr address;
    private final ArrayDeque<QuicConn> waiting = new ArrayDeque<>();
    private boolean closed;

    QuicListener(PeerId self, Multiaddr address) {
      this.self = self;
      this.address = address;
    }

    @Override
    public Multiaddr address() {
      return address;
    }

    @Override
    public CapableConn accept() throws IOException {
      monitor.lock();
      try {
        while (waiting.isEmpty()) {
          if (closed) {
            throw new IOException("listener at " + address + " is closed");
          }
          monitor.await(Scheduler.NEVER);
        }
        return waiting.removeFirst();
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      } finally {
        monitor.unlock();
      }
    }

    @Override
    public boolean isOpen() {
      monitor.lock();
      try {
        return !closed;
      } finally {
        monitor.unlock();
      }
    }

    @Override
    public void close() {
      locked(() -> {
        closed = true;
        listeners.remove(address, this);
      });
    }
  }

  /// One end of a connection, and its streams once it has an owner.
  private final class QuicConn implements CapableConn, MuxedConn {
    private final PeerId remotePeer;
    private final Multiaddr local;
    private final Multiaddr remote;
    private final List<QuicStream> streams = new ArrayList<>();
    private final ArrayDeque<QuicStream> backlog = new ArrayDeque<>();
    private @Nullable QuicConn twin;
    private @Nullable MuxedConnOwner owner;
    private boolean closed;
    private long bytesIn;
    private long bytesOut;

    QuicConn(PeerId remotePeer, Multiaddr local, Multiaddr remote) {
      this.remotePeer = remotePeer;
      this.local = local;
      this.remote = remote;
    }

    private QuicConn twin() {
      QuicConn other = twin;
      if (other == null) {
        throw new IllegalStateException("a connection with one end");
      }
      return other;
    }

    private boolean reserve() {
      return owner == null || owner.reserve(WINDOW, PRIORITY);
    }

    @Override
    public PeerId remotePeer() {
      return remotePeer;
    }

    @Override
    public Multiaddr localAddress() {
      return local;
    }

    @Override
    public Multiaddr remoteAddress() {
      return remote;
    }

    @Override
    public MuxedConn mux(MuxedConnOwner whom) {
      locked(() -> {
        owner = whom;
        streams.removeIf(early -> !whom.reserve(WINDOW, PRIORITY));
      });
      return this;
    }

    @Override
    public void start() {
      scheduler.start("quic-start", this::tellOfStreams);
      if (isClosed() && owner != null) {
        owner.closed(0, true);
      }
    }

    private void tellOfStreams() {
      MuxedConnOwner told = owner;
      if (told != null) {
        told.streamsWaiting();
      }
    }

    @Override
    public MuxedStream open(long deadline) throws IOException {
      monitor.lock();
      QuicStream near;
      try {
        if (closed) {
          throw new StreamReset(StreamReset.NONE, true);
        }
        if (!reserve()) {
          throw new StreamReset(StreamReset.RESOURCE_LIMIT_EXCEEDED, false);
        }
        Pipe there = new Pipe();
        Pipe back = new Pipe();
        near = new QuicStream(this, back, there);
        QuicStream far = new QuicStream(twin(), there, back);
        near.twin = far;
        far.twin = near;
        streams.add(near);
        if (twin().reserve()) {
          twin().streams.add(far);
          twin().backlog.addLast(far);
        } else {
          near.end(new StreamReset(StreamReset.RESOURCE_LIMIT_EXCEEDED, true));
        }
      } finally {
        monitor.unlock();
      }
      twin().tellOfStreams();
      return near;
    }

    @Override
    public Optional<MuxedStream> poll() {
      monitor.lock();
      try {
        return Optional.ofNullable(backlog.pollFirst());
      } finally {
        monitor.unlock();
      }
    }

    @Override
    public boolean hasWaiting() {
      monitor.lock();
      try {
        return !backlog.isEmpty();
      } finally {
        monitor.unlock();
      }
    }

    @Override
    public void close() {
      close(0);
    }

    @Override
    public void close(long code) {
      end(code, false);
      scheduler.start("quic-close", () -> twin().end(code, true));
    }

    private void end(long code, boolean byPeer) {
      MuxedConnOwner told;
      monitor.lock();
      try {
        told = closed ? null : owner;
        closed = true;
        backlog.clear();
        List.copyOf(streams).forEach(s -> s.end(new StreamReset(code, byPeer)));
        monitor.signalAll();
      } finally {
        monitor.unlock();
      }
      if (told != null) {
        told.closed(code, byPeer);
      }
    }

    @Override
    public void tick() {}

    @Override
    public void probe() {}

    @Override
    public long owedNanos() {
      return 0;
    }

    @Override
    public long roundTripNanos() {
      return 2_000_000;
    }

    @Override
    public boolean isClosed() {
      monitor.lock();
      try {
        return closed;
      } finally {
        monitor.unlock();
      }
    }

    @Override
    public long bytesIn() {
      return bytesIn;
    }

    @Override
    public long bytesOut() {
      return bytesOut;
    }
  }

  /// One direction of a stream.
  private static final class Pipe {
    private final ArrayDeque<Byte> bytes = new ArrayDeque<>();
    private boolean fin;
    private boolean readerGone;
  }

  private final class QuicStream implements MuxedStream {
    private final QuicConn conn;
    private final Pipe in;
    private final Pipe out;
    private @Nullable QuicStream twin;
    private @Nullable StreamReset end;
    private long deadline = Scheduler.NEVER;

    QuicStream(QuicConn conn, Pipe in, Pipe out) {
      this.conn = conn;
      this.in = in;
      this.out = out;
    }

    private void await() throws IOException {
      try {
        if (!monitor.await(deadline) && scheduler.nanoTime() >= deadline) {
          throw new StreamTimeout("the stream's deadline passed");
        }
      } catch (InterruptedException e) {
        throw (IOException) new InterruptedIOException("interrupted").initCause(e);
      }
    }

    private void failIfEnded() throws StreamReset {
      if (end != null) {
        throw new StreamReset(end.code(), end.remote());
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      monitor.lock();
      try {
        while (in.bytes.isEmpty()) {
          if (in.fin) {
            return -1;
          }
          failIfEnded();
          await();
        }
        int n = Math.min(length, in.bytes.size());
        for (int i = 0; i < n; i++) {
          buffer[offset + i] = in.bytes.removeFirst();
        }
        conn.bytesIn += n;
        finishIfDone();
        monitor.signalAll();
        return n;
      } finally {
        monitor.unlock();
      }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      monitor.lock();
      try {
        for (int i = 0; i < length; i++) {
          failIfEnded();
          while (out.bytes.size() == WINDOW) {
            await();
            failIfEnded();
          }
          if (!out.readerGone) {
            out.bytes.addLast(buffer[offset + i]);
          }
          conn.bytesOut++;
        }
        monitor.signalAll();
      } finally {
        monitor.unlock();
      }
    }

    @Override
    public void deadline(long nanos) {
      locked(() -> deadline = nanos);
    }

    @Override
    public void closeWrite() {
      locked(() -> {
        out.fin = true;
        finishIfDone();
        if (twin != null) {
          twin.finishIfDone();
        }
      });
    }

    @Override
    public void close() {
      locked(() -> {
        in.readerGone = true;
        in.bytes.clear();
      });
      closeWrite();
    }

    @Override
    public void reset(long code) {
      locked(() -> {
        end(new StreamReset(code, false));
        if (twin != null) {
          twin.end(new StreamReset(code, true));
        }
      });
    }

    private void finishIfDone() {
      if (in.fin && in.bytes.isEmpty() && out.fin) {
        leave();
      }
    }

    private void end(StreamReset cause) {
      if (conn.streams.contains(this)) {
        end = cause;
        leave();
      }
    }

    private void leave() {
      if (conn.streams.remove(this) && conn.owner != null) {
        conn.owner.release(WINDOW);
      }
    }
  }
}
