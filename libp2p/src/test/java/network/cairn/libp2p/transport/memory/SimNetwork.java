package network.cairn.libp2p.transport.memory;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.Transport;
import org.jspecify.annotations.Nullable;

/// A simulated network of named machines, each with an IPv4 address and a [Transport] of its own.
///
/// Every connection has a latency and a bandwidth; bytes arrive in order. Loss shows as it does
/// above TCP: the connection breaks. Between groups that a partition separates nothing arrives and
/// nobody answers; connections that exist stay up but silent, and what was sent before the heal is
/// delivered after it. Everything happens at virtual times and in an order that the scheduler's
/// seed and this network's decide.
public final class SimNetwork {
  private static final int BUFFER = 256 * 1024;
  private static final int BACKLOG = 128;

  /// How a connection behaves.
  ///
  /// @param latency one way
  /// @param bytesPerSecond each way
  /// @param breaks the chance that a single write breaks the connection
  public record Quality(Duration latency, long bytesPerSecond, double breaks) {
    /// Half a millisecond, 125 MB/s, no loss.
    public static Quality lan() {
      return new Quality(Duration.ofNanos(500_000), 125_000_000, 0);
    }

    /// 40 ms, 12.5 MB/s, no loss.
    public static Quality wan() {
      return new Quality(Duration.ofMillis(40), 12_500_000, 0);
    }
  }

  private final SimScheduler scheduler;
  private final SplittableRandom random;
  private final Scheduler.Monitor monitor;
  private final Map<Multiaddr, SimListener> listeners = new LinkedHashMap<>();
  private final List<SimConn> open = new ArrayList<>();
  private final Map<String, Integer> groups = new LinkedHashMap<>();
  private Quality quality = Quality.lan();
  private int machines;
  private int ports = 20_000;

  public SimNetwork(SimScheduler scheduler, long seed) {
    this.scheduler = scheduler;
    this.random = new SplittableRandom(seed);
    this.monitor = scheduler.monitor();
  }

  /// A new machine's transport; it listens at [#address] or any other port of its IP.
  public Transport machine(String name) {
    int number = ++machines;
    return new SimTransport(name, "10.0." + number / 250 + "." + (1 + number % 250));
  }

  /// A new machine's transport at an IPv4 address of one's choice.
  public Transport machine(String name, String ip) {
    return new SimTransport(name, ip);
  }

  /// The address with port 4001 of the machine whose transport this is.
  public static Multiaddr address(Transport machine) {
    return Multiaddr.parse("/ip4/" + ((SimTransport) machine).ip + "/tcp/4001");
  }

  /// How connections behave that are made from now on.
  public void quality(Quality later) {
    locked(() -> quality = later);
  }

  /// Separates these machines from all others; several calls make several islands.
  public void partition(Set<String> island) {
    locked(() -> {
      int group = groups.values().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
      island.stream().sorted().forEach(name -> groups.put(name, group));
      scheduler.trace("partition of " + island.size());
    });
  }

  /// Joins all islands again; what was held back is delivered.
  public void heal() {
    locked(() -> {
      groups.clear();
      scheduler.trace("heal");
      monitor.signalAll();
    });
  }

  /// Breaks every connection between two machines.
  public void cut(String one, String other) {
    List<SimConn> ends = new ArrayList<>();
    locked(() -> open.stream().filter(c -> c.joins(one, other)).forEach(ends::add));
    ends.forEach(SimConn::close);
  }

  /// Every connection between two machines loses all that is sent from now on, its end included;
  /// those that are made later do not.
  public void silence(String one, String other) {
    List<SimConn> ends = new ArrayList<>();
    locked(() -> open.stream().filter(c -> c.joins(one, other)).forEach(ends::add));
    ends.forEach(end -> {
      end.in.silence();
      end.out.silence();
    });
  }

  /// Breaks every connection of a machine and closes its listeners, as if its power went.
  public void crash(String name) {
    List<SimConn> ends = new ArrayList<>();
    List<SimListener> served = new ArrayList<>();
    locked(() -> {
      open.stream().filter(c -> c.at.equals(name) || c.to.equals(name)).forEach(ends::add);
      listeners.values().stream().filter(l -> l.machine.equals(name)).forEach(served::add);
    });
    served.forEach(SimListener::close);
    ends.forEach(SimConn::close);
  }

  private boolean separated(String one, String other) {
    return !groups.getOrDefault(one, 0).equals(groups.getOrDefault(other, 0));
  }

  private void locked(Runnable action) {
    monitor.lock();
    try {
      action.run();
    } finally {
      monitor.unlock();
    }
  }

  private static IOException interrupted(InterruptedException e) {
    return new IOException("interrupted", e);
  }

  private final class SimTransport implements Transport {
    private final String name;
    private final String ip;

    SimTransport(String name, String ip) {
      this.name = name;
      this.ip = ip;
    }

    @Override
    public boolean canDial(Multiaddr address) {
      return address.has(Protocol.IP4) && address.has(Protocol.TCP);
    }

    @Override
    public boolean canListen(Multiaddr address) {
      return canDial(address);
    }

    @Override
    public RawConn dial(Multiaddr address, Duration timeout)
        throws IOException, InterruptedException {
      Multiaddr target = address.withoutPeer().orElse(address);
      long deadline = scheduler.deadline(timeout);
      scheduler.sleep(quality.latency().multipliedBy(2));
      monitor.lock();
      try {
        SimListener listener = listeners.get(target);
        if (listener == null) {
          throw new ConnectException("nobody listens at " + target);
        }
        while (separated(name, listener.machine)) {
          if (!monitor.await(deadline)) {
            throw new ConnectException("no answer from " + target);
          }
        }
        if (listener.closed || listener.waiting.size() >= BACKLOG) {
          throw new ConnectException("refused by " + target);
        }
        return connect(target, listener);
      } finally {
        monitor.unlock();
      }
    }

    private SimConn connect(Multiaddr target, SimListener listener) {
      Multiaddr from = Multiaddr.parse("/ip4/" + ip + "/tcp/" + ++ports);
      Pipe there = new Pipe(name, listener.machine, quality);
      Pipe back = new Pipe(listener.machine, name, quality);
      SimConn near = new SimConn(name, listener.machine, from, target, back, there);
      SimConn far = new SimConn(listener.machine, name, target, from, there, back);
      open.add(near);
      listener.waiting.addLast(far);
      scheduler.trace("connect " + name + " " + listener.machine);
      monitor.signalAll();
      return near;
    }

    @Override
    public Listener listen(Multiaddr address) throws IOException {
      monitor.lock();
      try {
        SimListener listener = new SimListener(name, address);
        if (listeners.putIfAbsent(address, listener) != null) {
          throw new IOException("address " + address + " is taken");
        }
        return listener;
      } finally {
        monitor.unlock();
      }
    }
  }

  private final class SimListener implements Listener {
    private final String machine;
    private final Multiaddr address;
    private final ArrayDeque<SimConn> waiting = new ArrayDeque<>();
    private boolean closed;

    SimListener(String machine, Multiaddr address) {
      this.machine = machine;
      this.address = address;
    }

    @Override
    public Multiaddr address() {
      return address;
    }

    @Override
    public RawConn accept() throws IOException {
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
        throw interrupted(e);
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
        waiting.forEach(SimConn::close);
        waiting.clear();
        monitor.signalAll();
      });
    }
  }

  private final class SimConn implements RawConn {
    private final String at;
    private final String to;
    private final Multiaddr local;
    private final Multiaddr remote;
    private final Pipe in;
    private final Pipe out;

    SimConn(String at, String to, Multiaddr local, Multiaddr remote, Pipe in, Pipe out) {
      this.at = at;
      this.to = to;
      this.local = local;
      this.remote = remote;
      this.in = in;
      this.out = out;
    }

    boolean joins(String one, String other) {
      return at.equals(one) && to.equals(other) || at.equals(other) && to.equals(one);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return in.read(buffer, offset, length);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      if (out.breaks()) {
        scheduler.trace("break " + at + " " + to);
        close();
      }
      out.write(buffer, offset, length);
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
    public void close() {
      locked(() -> open.remove(this));
      in.end(true);
      out.end(false);
    }
  }

  private record Packet(byte[] bytes, long arrival) {}

  /// One direction of a connection.
  private final class Pipe {
    private final String from;
    private final String to;
    private final Quality link;
    private final Scheduler.Monitor state = scheduler.monitor();
    private final ArrayDeque<Packet> packets = new ArrayDeque<>();
    private int firstAt;
    private int held;
    private long lineFreeAt;
    private long endsAt = Scheduler.NEVER;
    private boolean readerGone;
    private boolean silent;

    Pipe(String from, String to, Quality link) {
      this.from = from;
      this.to = to;
      this.link = link;
    }

    boolean breaks() {
      if (link.breaks() == 0) {
        return false;
      }
      monitor.lock();
      try {
        return random.nextDouble() < link.breaks();
      } finally {
        monitor.unlock();
      }
    }

    void write(byte[] b, int offset, int length) throws IOException {
      state.lock();
      try {
        while (held + length > BUFFER && held > 0 && endsAt == Scheduler.NEVER) {
          state.await(Scheduler.NEVER);
        }
        if (endsAt != Scheduler.NEVER) {
          throw new IOException("connection closed");
        }
        if (silent) {
          return;
        }
        byte[] bytes = new byte[length];
        System.arraycopy(b, offset, bytes, 0, length);
        long now = scheduler.nanoTime();
        lineFreeAt = Math.max(now, lineFreeAt) + length * 1_000_000_000L / link.bytesPerSecond();
        packets.addLast(new Packet(bytes, lineFreeAt + link.latency().toNanos()));
        held += length;
        state.signalAll();
      } catch (InterruptedException e) {
        throw interrupted(e);
      } finally {
        state.unlock();
      }
    }

    int read(byte[] b, int offset, int length) throws IOException {
      while (true) {
        awaitJoined();
        state.lock();
        try {
          @Nullable Packet first = packets.peekFirst();
          long now = scheduler.nanoTime();
          if (readerGone) {
            throw new IOException("connection closed");
          }
          if (first != null && first.arrival <= now) {
            return take(first, b, offset, length);
          }
          if (first == null && endsAt <= now && !silent) {
            return -1;
          }
          state.await(first != null ? first.arrival : silent ? Scheduler.NEVER : endsAt);
        } catch (InterruptedException e) {
          throw interrupted(e);
        } finally {
          state.unlock();
        }
      }
    }

    private int take(Packet first, byte[] b, int offset, int length) {
      int n = Math.min(length, first.bytes.length - firstAt);
      System.arraycopy(first.bytes, firstAt, b, offset, n);
      firstAt += n;
      if (firstAt == first.bytes.length) {
        packets.removeFirst();
        firstAt = 0;
        held -= first.bytes.length;
        state.signalAll();
      }
      return n;
    }

    private void awaitJoined() throws IOException {
      monitor.lock();
      try {
        while (separated(from, to) && !isReaderGone()) {
          monitor.await(Scheduler.NEVER);
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      } finally {
        monitor.unlock();
      }
    }

    private boolean isReaderGone() {
      state.lock();
      try {
        return readerGone;
      } finally {
        state.unlock();
      }
    }

    void silence() {
      state.lock();
      try {
        silent = true;
        packets.clear();
        firstAt = 0;
        held = 0;
      } finally {
        state.unlock();
      }
    }

    /// Ends this direction: at once for its reader, or for its writer after what is under way.
    void end(boolean byReader) {
      state.lock();
      try {
        if (endsAt == Scheduler.NEVER) {
          endsAt = Math.max(lineFreeAt, scheduler.nanoTime()) + link.latency().toNanos();
        }
        readerGone |= byReader;
        state.signalAll();
      } finally {
        state.unlock();
      }
      locked(monitor::signalAll);
    }
  }
}
