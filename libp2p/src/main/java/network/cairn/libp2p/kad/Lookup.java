package network.cairn.libp2p.kad;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One iterative lookup: asks the nearest peers that are known for nearer ones, until the
/// [#NEAREST] nearest that have not failed have answered, nobody is left, or the time has passed.
/// Runs once, on the caller's thread and one task a question.
///
/// Bounds: [#PARALLEL] questions at once, [#MOST_ASKED] in all, [#MOST_KNOWN] peers known with
/// [KadPeer#MAX_KEPT_BYTES] of addresses from each of [NamedPlaces#NAMERS] others, of one answer
/// [KadCodec#MAX_CLOSER], [#QUESTION] each.
final class Lookup {
  /// The α of the specification, as go-libp2p chooses it.
  static final int PARALLEL = 10;

  /// The β: so many of the nearest must have answered.
  static final int NEAREST = 3;

  static final int MOST_ASKED = 256;
  static final int MOST_KNOWN = 2_048;

  static final Duration QUESTION = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Lookup.class);

  /// Asks one peer.
  interface Question {
    /// @param peer with the addresses that others named, if any did
    /// @return the peers that it names as nearer
    /// @throws IOException if it does not answer
    List<KadPeer> ask(KadPeer peer) throws IOException, InterruptedException;
  }

  /// What a lookup needs of its node.
  ///
  /// @param takes which of the peers that are named may be asked, and where
  record Parts(
      Scheduler scheduler,
      PeerId self,
      Function<KadPeer, Optional<KadPeer>> takes,
      LookupWatcher watcher) {}

  /// @param nearest those that have answered, nearest first
  /// @param asked how many were asked
  /// @param hops the longest chain of peers that named each other before the nearest was found
  record Result(List<PeerId> nearest, int asked, int hops) {}

  private enum State {
    HEARD,
    ASKED,
    ANSWERED,
    FAILED
  }

  private static final class Candidate {
    final PeerId peer;
    final int hops;
    State state = State.HEARD;

    /// Where it is, as those say who named it; until it is asked.
    private final NamedPlaces places = new NamedPlaces();

    Candidate(PeerId peer, int hops) {
      this.peer = peer;
      this.hops = hops;
    }

    void isAt(KadPeer named) {
      if (state == State.HEARD) {
        places.add(named.addresses());
      }
    }

    KadPeer place() {
      return places.of(peer);
    }
  }

  private final Parts parts;
  private final Question question;
  private final BooleanSupplier enough;
  private final Scheduler.Monitor monitor;
  private final TreeMap<KadKey, Candidate> candidates;
  private final Map<PeerId, Scheduler.Task> underWay = new HashMap<>();
  private int asked;
  private boolean over;

  /// @param enough asked after each answer whether the lookup may end
  Lookup(KadKey target, Parts parts, Question question, BooleanSupplier enough) {
    this.parts = parts;
    this.question = question;
    this.enough = enough;
    this.monitor = parts.scheduler().monitor();
    this.candidates = new TreeMap<>(target::compareDistance);
  }

  /// Looks from these peers on.
  ///
  /// @param whole whether all of the nearest [RoutingTable#BUCKET] are asked before it ends, for
  ///   who wants to leave something with them
  Result run(List<PeerId> seeds, boolean whole, Duration time) throws InterruptedException {
    long deadline = parts.scheduler().deadline(time);
    monitor.lock();
    try {
      seeds.forEach(peer -> hear(new KadPeer(peer, List.of()), 0));
      while (!isOver(whole, deadline)) {
        if (!askMore()) {
          monitor.await(deadline);
        }
      }
      return result();
    } finally {
      over = true;
      List<Scheduler.Task> left = List.copyOf(underWay.values());
      monitor.unlock();
      left.forEach(Scheduler.Task::interrupt);
    }
  }

  private boolean isOver(boolean whole, long deadline) {
    return enough.getAsBoolean()
        || parts.scheduler().nanoTime() - deadline >= 0
        || asked >= MOST_ASKED && underWay.isEmpty()
        || nearestAnswered(whole ? RoutingTable.BUCKET : NEAREST);
  }

  /// Whether the nearest that have not failed have all answered; true as well if there are none.
  private boolean nearestAnswered(int count) {
    int seen = 0;
    for (Candidate candidate : candidates.values()) {
      if (candidate.state == State.FAILED) {
        continue;
      }
      if (candidate.state != State.ANSWERED) {
        return false;
      }
      if (++seen == count) {
        return true;
      }
    }
    return true;
  }

  /// Begins one more question, if one may be; the monitor is held.
  private boolean askMore() {
    if (underWay.size() >= PARALLEL || asked >= MOST_ASKED) {
      return false;
    }
    for (Candidate candidate : candidates.values()) {
      if (candidate.state == State.HEARD) {
        candidate.state = State.ASKED;
        asked++;
        parts.watcher().asking(candidate.peer);
        underWay.put(candidate.peer, parts.scheduler().start("kad-question", () -> ask(candidate)));
        return true;
      }
    }
    return false;
  }

  private void ask(Candidate candidate) {
    List<KadPeer> closer = List.of();
    String failure = "interrupted";
    boolean answered = false;
    try {
      closer = question.ask(candidate.place());
      answered = true;
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
      LOG.debug("{} does not answer: {}", candidate.peer, failure);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // One peer's fault must not end the lookup.
      failure = String.valueOf(e.getMessage());
      LOG.warn("asking {} failed", candidate.peer, e);
    } finally {
      took(candidate, answered, closer, failure);
    }
  }

  private void took(Candidate candidate, boolean answered, List<KadPeer> closer, String failure) {
    monitor.lock();
    try {
      underWay.remove(candidate.peer);
      if (over) {
        return;
      }
      candidate.state = answered ? State.ANSWERED : State.FAILED;
      if (answered) {
        parts.watcher().answered(candidate.peer, closer);
        closer.stream()
            .flatMap(peer -> parts.takes().apply(peer).stream())
            .forEach(peer -> hear(peer, candidate.hops + 1));
      } else {
        parts.watcher().failed(candidate.peer, failure);
      }
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  private void hear(KadPeer peer, int hops) {
    if (!peer.id().equals(parts.self())) {
      candidates
          .computeIfAbsent(KadKey.of(peer.id()), _ -> new Candidate(peer.id(), hops))
          .isAt(peer);
    }
    while (candidates.size() > MOST_KNOWN) {
      candidates.pollLastEntry();
    }
  }

  private Result result() {
    List<PeerId> nearest = new ArrayList<>();
    int hops = 0;
    for (Candidate candidate : candidates.values()) {
      if (candidate.state == State.ANSWERED && nearest.size() < RoutingTable.BUCKET) {
        hops = nearest.isEmpty() ? candidate.hops : hops;
        nearest.add(candidate.peer);
      }
    }
    return new Result(nearest, asked, hops);
  }
}
