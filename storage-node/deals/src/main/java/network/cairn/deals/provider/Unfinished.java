package network.cairn.deals.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.ledger.proof.PieceCid;

/// Deletes what unfinished transfers left (docs/protocol.md §8): within a minute after a fill
/// ended, or after a start, if nobody took it up again. Needs no ledger, because nothing of it was
/// ever promised. [#run] is a loop; [#sweep] for one thread.
final class Unfinished {
  /// When what is unfinished is deleted at the latest.
  static final Duration WITHIN = Duration.ofMinutes(1);

  static final Duration EVERY = Duration.ofSeconds(5);

  /// How long it waits for its client at least: one sweep may pass before it is seen, and one
  /// before it is deleted.
  static final Duration PATIENCE = WITHIN.minus(EVERY.multipliedBy(2));

  private static final String PART = ".part";

  private final Context context;
  private final FillService fills;
  private final Set<String> repairing;
  private final Map<String, Long> idleSince = new HashMap<>();

  /// Duties whose pieces are here and cannot be served: a look at one may read all of it. They wait
  /// for their client or owner, and what is here of them counts as held.
  private final Set<String> unusable = new HashSet<>();

  /// @param repairing keys of duties that the repairer works on
  Unfinished(Context context, FillService fills, Set<String> repairing) {
    this.context = context;
    this.fills = fills;
    this.repairing = repairing;
  }

  /// Sweeps until it is interrupted.
  void run() throws InterruptedException {
    while (true) {
      sweep();
      context.scheduler().sleep(EVERY);
    }
  }

  /// Says what a stop or a crash left, and deletes parts that belong to no duty.
  void atStart() {
    List<Holdings.Named> waiting =
        context.holdings().list().stream()
            .filter(named -> named.holding().state() == Holding.State.RECEIVING)
            .toList();
    long bytes = 0;
    for (Holdings.Named named : waiting) {
      long part = context.files().partSize(named.key());
      context.holdings().claim(named.key(), part);
      bytes += part;
    }
    if (!waiting.isEmpty()) {
      context
          .warnings()
          .note(
              waiting.size()
                  + " unfinished transfers with "
                  + bytes
                  + " bytes were left by the last stop; each is deleted within "
                  + WITHIN.toSeconds()
                  + " s unless its client proposes it again");
    }
    try {
      deleteNameless();
    } catch (IOException e) {
      context.warnings().happened("disk", "parts that nothing names stay: " + e.getMessage());
    }
  }

  private void deleteNameless() throws IOException {
    List<Path> nameless = new ArrayList<>();
    try (Stream<Path> files = Files.list(context.files().incoming())) {
      files.filter(file -> !isNamed(file.getFileName().toString())).forEach(nameless::add);
    }
    for (Path file : nameless) {
      context.warnings().note("deleted " + file + ": no duty names it");
      Files.delete(file);
    }
  }

  private boolean isNamed(String file) {
    return file.endsWith(PART)
        && context
            .holdings()
            .get(file.substring(0, file.length() - PART.length()))
            .filter(holding -> holding.state() == Holding.State.RECEIVING)
            .isPresent();
  }

  /// Looks once at all that is unfinished.
  void sweep() {
    long now = context.scheduler().nanoTime();
    List<Holdings.Named> duties = context.holdings().list();
    Set<String> keys = duties.stream().map(Holdings.Named::key).collect(Collectors.toSet());
    idleSince.keySet().retainAll(keys);
    for (Holdings.Named named : duties) {
      boolean idle =
          named.holding().state() == Holding.State.RECEIVING
              && !unusable.contains(named.key())
              && !fills.isRunning(named.key())
              && !repairing.contains(named.key());
      if (!idle) {
        idleSince.remove(named.key());
      } else if (now - idleSince.computeIfAbsent(named.key(), _ -> now) >= PATIENCE.toNanos()) {
        delete(named);
      }
    }
    countUnusable(context.holdings().list());
  }

  /// A damaged piece takes room until somebody moves it away, once however many duties name it.
  private void countUnusable(List<Holdings.Named> duties) {
    if (unusable.isEmpty()) {
      return;
    }
    Set<PieceCid> counted = new HashSet<>();
    Set<String> still = new HashSet<>();
    for (Holdings.Named named : duties) {
      if (named.holding().state() != Holding.State.RECEIVING) {
        counted.add(named.piece());
      }
    }
    for (Holdings.Named named : duties) {
      if (unusable.contains(named.key())
          && named.holding().state() == Holding.State.RECEIVING
          && context.files().has(named.piece())) {
        still.add(named.key());
        count(named, counted.add(named.piece()));
      }
    }
    unusable.retainAll(still);
  }

  private void count(Holdings.Named named, boolean whole) {
    synchronized (context.holdings()) {
      // A transfer that runs counts for itself.
      if (!fills.isRunning(named.key()) && !repairing.contains(named.key())) {
        long part = context.files().partSize(named.key());
        context.holdings().claim(named.key(), part + (whole ? named.piece().rawSize() : 0));
      }
    }
  }

  private void delete(Holdings.Named named) {
    if (!isUsable(named)) {
      return;
    }
    synchronized (context.holdings()) {
      // A client may have proposed it again by now.
      if (fills.isRunning(named.key()) || repairing.contains(named.key())) {
        return;
      }
      try {
        end(named);
      } catch (IOException e) {
        context.warnings().happened("disk", "a part could not be deleted: " + e.getMessage());
      }
    }
  }

  /// Serves a piece that was whole when the process died, outside the lock, because all of its
  /// blocks may have to be found; false if it is damaged.
  private boolean isUsable(Holdings.Named named) {
    try {
      if (context.files().has(named.piece())) {
        context.files().take(named.key(), named.piece());
      }
      return true;
    } catch (IOException e) {
      unusable.add(named.key());
      context
          .warnings()
          .happened("unfinished-" + named.key(), "a transfer ended: " + e.getMessage());
      return false;
    }
  }

  private void end(Holdings.Named named) throws IOException {
    if (context.files().has(named.piece())) {
      context.holdings().change(named.key(), Holding::complete);
      return;
    }
    context.files().deletePart(named.key());
    context.holdings().remove(named.key());
  }
}
