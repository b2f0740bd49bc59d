package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.Scheduler;
import network.cairn.http.rpc.CommandError;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// A peer that a caller names by its address, to be asked first, and kept connected while the call
/// lasts. Thread-safe.
public final class NamedPeer {
  /// How long to dial where the caller set no deadline.
  static final Duration DIAL = Duration.ofSeconds(30);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Host host;
  private final Multiaddr address;
  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private boolean closed;

  private NamedPeer(Host host, Multiaddr address, Scheduler scheduler) {
    this.host = host;
    this.address = address;
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
  }

  /// Connects to the peer, if one is named, and again when its connection is lost, until what is
  /// returned is closed.
  ///
  /// @param address a multiaddr that ends with `/p2p/` and the peer
  /// @throws CommandError if it is none, cannot be reached, or if this node has no network
  public static Meeting meet(Backend backend, Optional<String> address, Deadline deadline)
      throws InterruptedException {
    if (address.isEmpty()) {
      return () -> {};
    }
    Multiaddr peer = address(address.get());
    Host host = SwarmRpc.online(backend).host();
    try (Deadline.Waiting _ = deadline.waiting()) {
      host.connect(peer, deadline.left(DIAL));
    } catch (IOException e) {
      throw failed(peer, e);
    }
    NamedPeer named = new NamedPeer(host, peer, backend.scheduler());
    backend.scheduler().start("named-peer", named::keep);
    return named::close;
  }

  /// Lasts as long as the call that named the peer.
  public interface Meeting extends AutoCloseable {
    @Override
    void close();
  }

  private void keep() {
    try {
      Duration pause = FIRST_PAUSE;
      while (rest(pause)) {
        pause = isThere() ? FIRST_PAUSE : longer(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /// @return false if the call is over
  private boolean rest(Duration pause) throws InterruptedException {
    long end = scheduler.deadline(pause);
    monitor.lock();
    try {
      boolean waits = !closed;
      while (waits && !closed) {
        waits = monitor.await(end);
      }
      return !closed;
    } finally {
      monitor.unlock();
    }
  }

  private boolean isThere() throws InterruptedException {
    try {
      host.connect(address, DIAL);
      return true;
    } catch (IOException e) {
      // It is dialled again, and the call says what it could not get.
      return false;
    }
  }

  private void close() {
    monitor.lock();
    try {
      closed = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  static Multiaddr address(String text) {
    try {
      Multiaddr address = Multiaddr.parse(text);
      if (address.peerId().isEmpty()) {
        throw new CommandError("invalid peer address: " + text + " does not end with /p2p/<peer>");
      }
      return address;
    } catch (InvalidMultiaddr e) {
      throw new CommandError("invalid peer address: " + e.getMessage(), e);
    }
  }

  static CommandError failed(Multiaddr address, IOException e) {
    return new CommandError(
        "connect " + address.peerId().orElseThrow() + " failure: " + e.getMessage(), e);
  }
}
