package network.cairn.libp2p.kad;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.peer.PeerId;

/// Finds all peers of a region: each that is named is asked for its neighbours, from a few that are
/// known on. Where fewer than a bucket of them answer, the region is widened. Runs once.
///
/// Bounds: [#MOST] peers heard of, of one answer [#OF_ONE] new ones, ten questions at once, its
/// time.
final class RegionCrawl {
  static final int MOST = 1_024;

  /// Those that one answer may add: an honest one names twenty.
  static final int OF_ONE = RoutingTable.BUCKET;

  private static final int AT_ONCE = 10;

  private final Scheduler scheduler;
  private final Lookup.Question question;
  private final Map<PeerId, NamedPlaces> heard = new HashMap<>();
  private final Set<PeerId> asked = new LinkedHashSet<>();
  private final Set<PeerId> answered = new LinkedHashSet<>();
  private KeyRegion wide;

  /// @param question asks a peer for its own neighbours
  RegionCrawl(KeyRegion region, Scheduler scheduler, Lookup.Question question) {
    this.wide = region;
    this.scheduler = scheduler;
    this.question = question;
  }

  /// @param known peers that have answered just now
  RegionPeers run(List<PeerId> known, Duration time) throws InterruptedException {
    long deadline = scheduler.deadline(time);
    known.forEach(peer -> heard.put(peer, new NamedPlaces()));
    answered.addAll(known);
    for (List<PeerId> next = next(); !next.isEmpty(); next = next()) {
      if (scheduler.nanoTime() - deadline >= 0) {
        break;
      }
      Errands.run(scheduler, next, AT_ONCE, peer -> ask(peer, deadline));
    }
    synchronized (this) {
      return new RegionPeers(wide, answered.stream().filter(this::isInside).toList());
    }
  }

  private boolean isInside(PeerId peer) {
    return wide.contains(KeyRegion.place(peer.bytes()));
  }

  /// Whom to ask now; nobody if all of the region have been, and enough of them have answered.
  private synchronized List<PeerId> next() {
    while (true) {
      List<PeerId> next = new ArrayList<>();
      heard.keySet().stream().filter(p -> !asked.contains(p) && isInside(p)).forEach(next::add);
      next.sort(null);
      asked.addAll(next);
      boolean enough = answered.stream().filter(this::isInside).count() >= RoutingTable.BUCKET;
      if (!next.isEmpty() || enough || wide.bits() == 0) {
        return next;
      }
      wide = wide.parent();
    }
  }

  private boolean ask(PeerId peer, long deadline) throws InterruptedException {
    if (scheduler.nanoTime() - deadline >= 0) {
      return false;
    }
    try {
      List<KadPeer> named = question.ask(place(peer));
      took(peer, named);
      return true;
    } catch (IOException _) {
      failed(peer);
      return false;
    }
  }

  private synchronized KadPeer place(PeerId peer) {
    return heard.getOrDefault(peer, new NamedPlaces()).of(peer);
  }

  private synchronized void failed(PeerId peer) {
    answered.remove(peer);
  }

  private synchronized void took(PeerId peer, List<KadPeer> named) {
    answered.add(peer);
    int added = 0;
    for (KadPeer each : named) {
      boolean isNew = !heard.containsKey(each.id());
      if (!isNew || heard.size() < MOST && added < OF_ONE) {
        heard.computeIfAbsent(each.id(), _ -> new NamedPlaces()).add(each.addresses());
        added += isNew ? 1 : 0;
      }
    }
  }
}
