package network.cairn.app.daemon;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Supplier;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.client.HeadFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notes in a joined home, while its ledger runs, the newest header that follows from what the home
/// trusts (docs/protocol.md §9): commands at its door go on from there when the network file's
/// validators are too old to begin with, or their own door has no header that leads from there. It
/// believes its own ledger no more than any other's.
final class TrustNote implements AutoCloseable {
  /// How often; the note is good for 14 days.
  static final Duration EVERY = Duration.ofMinutes(10);

  private static final Duration FIRST = Duration.ofSeconds(20);
  private static final Logger LOG = LoggerFactory.getLogger("network.cairn.ledger");

  private final Supplier<LedgerClient> clients;
  private final Scheduler scheduler;
  private final CriticalLoop loop;
  private final Scheduler.Task task;
  private String told = "";

  /// @param clients of the home's servers, each of which begins with the home's note and changes it
  TrustNote(Supplier<LedgerClient> clients, Scheduler scheduler) {
    this.clients = clients;
    this.scheduler = scheduler;
    this.loop = new CriticalLoop(scheduler, "trust note", this::run);
    this.task = loop.start();
  }

  private void run() throws InterruptedException {
    scheduler.sleep(FIRST);
    while (true) {
      note();
      scheduler.sleep(EVERY);
    }
  }

  /// What keeps it from being written has a line in the log, once.
  void note() {
    String why = "";
    try (LedgerClient client = clients.get()) {
      client.lightBlock(0); // What it believes it notes when it closes.
    } catch (LedgerUnavailable e) {
      return; // It has no block yet.
    } catch (UntrustedAnswer | HeadFile.Unusable | UncheckedIOException e) {
      why = String.valueOf(e.getMessage());
    }
    if (!why.equals(told) && !why.isEmpty()) {
      LOG.warn(
          "this home notes no newer header to trust, so that commands at its door may be refused:"
              + " {}",
          why);
    }
    told = why;
  }

  @Override
  public void close() {
    loop.stop();
    task.interrupt();
    try {
      task.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
