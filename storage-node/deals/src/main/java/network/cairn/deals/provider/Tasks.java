package network.cairn.deals.provider;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import network.cairn.base.time.Scheduler;

/// The threads of the provider's role, so that closing ends every one. Thread-safe.
final class Tasks {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Scheduler scheduler;
  private final Warnings warnings;
  private final Set<Scheduler.Task> running = new HashSet<>();
  private boolean closed;

  Tasks(Scheduler scheduler, Warnings warnings) {
    this.scheduler = scheduler;
    this.warnings = warnings;
  }

  /// Starts a task unless all are being ended.
  ///
  /// @return false if it was not started
  boolean start(String name, Runnable body) {
    synchronized (running) {
      if (closed) {
        return false;
      }
      running.removeIf(task -> !task.isAlive());
      running.add(scheduler.start(name, () -> run(name, body)));
      return true;
    }
  }

  private void run(String name, Runnable body) {
    try {
      body.run();
    } catch (RuntimeException e) {
      warnings.happened("task-" + name, "a task of the provider failed (" + name + "): " + e);
    }
  }

  /// Gives every task a moment to end by itself, because an interruption closes the file it reads;
  /// then interrupts what is left and waits for it.
  void close() throws InterruptedException {
    List<Scheduler.Task> ending;
    synchronized (running) {
      closed = true;
      ending = List.copyOf(running);
    }
    long patience = scheduler.nanoTime() + PATIENCE.toNanos();
    while (ending.stream().anyMatch(Scheduler.Task::isAlive)
        && scheduler.nanoTime() - patience < 0) {
      scheduler.sleep(POLL);
    }
    ending.forEach(Scheduler.Task::interrupt);
    for (Scheduler.Task task : ending) {
      task.join();
    }
  }
}
