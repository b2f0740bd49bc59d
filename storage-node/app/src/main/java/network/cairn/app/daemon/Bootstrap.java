package network.cairn.app.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps connected to the configured peers: tries again after a while, each time a longer one.
final class Bootstrap implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
  private static final Duration DIAL = Duration.ofSeconds(20);
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Host host;
  private final Scheduler scheduler;
  private final List<Scheduler.Task> tasks;

  Bootstrap(Host host, Scheduler scheduler, List<Multiaddr> peers) {
    this.host = host;
    this.scheduler = scheduler;
    this.tasks =
        peers.stream()
            .map(p -> new CriticalLoop(scheduler, "bootstrap", () -> keep(p)).start())
            .toList();
  }

  private void keep(Multiaddr peer) {
    Duration wait = FIRST;
    try {
      while (true) {
        wait = connected(peer) ? FIRST : longer(wait);
        scheduler.sleep(wait);
      }
    } catch (InterruptedException e) {
      LOG.debug("no longer connecting to {}", peer);
    }
  }

  private boolean connected(Multiaddr peer) throws InterruptedException {
    try {
      host.connect(peer, DIAL);
      return true;
    } catch (IOException e) {
      LOG.info("peer {} is not reachable: {}", peer, e.getMessage());
      return false;
    }
  }

  private static Duration longer(Duration wait) {
    Duration twice = wait.multipliedBy(2);
    return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
  }

  @Override
  public void close() {
    tasks.forEach(Scheduler.Task::interrupt);
  }
}
