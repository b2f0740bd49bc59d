package network.cairn.libp2p.kad;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.peer.PeerId;

/// Something that is done with each of several peers, some at once. Stateless.
final class Errands {
  private Errands() {}

  /// One of them.
  interface Errand {
    /// @return whether it was done
    boolean run(PeerId peer) throws InterruptedException;
  }

  /// Runs an errand with every peer and waits for all; who interrupts this interrupts them.
  ///
  /// @param parallel how many at once
  /// @return with how many it was done
  static int run(Scheduler scheduler, List<PeerId> peers, int parallel, Errand errand)
      throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    List<Scheduler.Task> tasks = new ArrayList<>();
    for (int i = 0; i < Math.min(parallel, peers.size()); i++) {
      tasks.add(
          scheduler.start(
              "kad-errand",
              () -> {
                try {
                  for (int at = next.getAndIncrement();
                      at < peers.size();
                      at = next.getAndIncrement()) {
                    done.addAndGet(errand.run(peers.get(at)) ? 1 : 0);
                  }
                } catch (InterruptedException _) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    try {
      for (Scheduler.Task task : tasks) {
        task.join();
      }
    } finally {
      tasks.forEach(Scheduler.Task::interrupt);
    }
    return done.get();
  }
}
