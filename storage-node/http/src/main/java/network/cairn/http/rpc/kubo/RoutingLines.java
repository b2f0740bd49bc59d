package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import network.cairn.api.answer.kubo.QueryAnswer;
import network.cairn.base.time.Scheduler;
import network.cairn.content.routing.ContentRouting;
import network.cairn.content.routing.ProviderInfo;
import network.cairn.http.rpc.Reply;
import network.cairn.libp2p.kad.KadPeer;
import network.cairn.libp2p.kad.LookupWatcher;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// What questions to DHTs tell, side by side, as lines of one answer. Lookups bound how much there
/// can be; where the caller reads slowly, what is over [#WAITING] is left out, but no result.
///
/// A provider without addresses is told, as many of them as results are wanted, but is no result:
/// anybody invents such ones. It is told again, as a result, where another DHT knows its addresses.
final class RoutingLines implements LookupWatcher {
  private static final int WAITING = 4_096;

  private final Scheduler scheduler;
  private final int most;
  private final Scheduler.Monitor monitor;
  private final Deque<QueryAnswer> waiting = new ArrayDeque<>();
  private final Set<PeerId> results = new HashSet<>();
  private final Set<PeerId> placeless = new HashSet<>();
  private final List<Scheduler.Task> tasks = new ArrayList<>();
  private int running;

  /// @param most results; the questions end when there are so many. As many providers without
  ///   addresses are told at most
  RoutingLines(Scheduler scheduler, int most) {
    this.scheduler = scheduler;
    this.most = most;
    this.monitor = scheduler.monitor();
  }

  /// A question.
  interface Question {
    void ask() throws InterruptedException;
  }

  /// Begins a question beside the others.
  void run(Question question) {
    monitor.lock();
    running++;
    monitor.unlock();
    tasks.add(
        scheduler.start(
            "routing-question",
            () -> {
              try {
                question.ask();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              } finally {
                monitor.lock();
                running--;
                monitor.signalAll();
                monitor.unlock();
              }
            }));
  }

  /// Writes lines until all questions have ended, enough is known, or the time has passed.
  void writeTo(Reply reply, Duration time) throws IOException, InterruptedException {
    long deadline = scheduler.deadline(time);
    try {
      for (List<QueryAnswer> next = next(deadline); !next.isEmpty(); next = next(deadline)) {
        for (QueryAnswer line : next) {
          reply.line(line);
        }
      }
    } finally {
      tasks.forEach(Scheduler.Task::interrupt);
    }
  }

  /// Waits until all questions have ended or the time has passed; no line is told.
  void await(Duration time) throws InterruptedException {
    long deadline = scheduler.deadline(time);
    monitor.lock();
    try {
      while (running > 0 && scheduler.nanoTime() - deadline < 0) {
        monitor.await(deadline);
      }
    } finally {
      monitor.unlock();
      tasks.forEach(Scheduler.Task::interrupt);
    }
  }

  private List<QueryAnswer> next(long deadline) throws InterruptedException {
    monitor.lock();
    try {
      while (waiting.isEmpty()
          && running > 0
          && results.size() < most
          && scheduler.nanoTime() - deadline < 0) {
        monitor.await(deadline);
      }
      List<QueryAnswer> next = List.copyOf(waiting);
      waiting.clear();
      return next;
    } finally {
      monitor.unlock();
    }
  }

  /// How many results there are.
  int found() {
    monitor.lock();
    try {
      return results.size();
    } finally {
      monitor.unlock();
    }
  }

  /// A provider.
  ///
  /// @return whether more are wanted
  boolean provider(KadPeer provider) {
    return result(QueryAnswer.PROVIDER, provider);
  }

  /// Takes what a router says.
  ContentRouting.Sink ofRouter() {
    return new ContentRouting.Sink() {
      @Override
      public boolean found(ProviderInfo provider) {
        return provider(new KadPeer(provider.peer(), provider.addresses()));
      }

      @Override
      public void failed(String why) {
        tell(new QueryAnswer(why, "", List.of(), QueryAnswer.FAILED));
      }
    };
  }

  /// Where the peer is that is looked for.
  void place(KadPeer peer) {
    result(QueryAnswer.FINAL_PEER, peer);
  }

  private boolean result(int type, KadPeer peer) {
    monitor.lock();
    try {
      if (results.size() < most && isNew(peer)) {
        waiting.addLast(peer(type, peer));
        monitor.signalAll();
      }
      return results.size() < most;
    } finally {
      monitor.unlock();
    }
  }

  private boolean isNew(KadPeer peer) {
    if (!peer.addresses().isEmpty()) {
      return results.add(peer.id());
    }
    return placeless.size() < most && !results.contains(peer.id()) && placeless.add(peer.id());
  }

  static QueryAnswer peer(int type, KadPeer peer) {
    return new QueryAnswer("", "", List.of(place(peer.id(), peer.addresses())), type);
  }

  private static QueryAnswer.Place place(PeerId id, List<Multiaddr> addresses) {
    return new QueryAnswer.Place(
        id.toString(), addresses.stream().map(Multiaddr::toString).toList());
  }

  private void tell(QueryAnswer line) {
    monitor.lock();
    try {
      if (waiting.size() < WAITING) {
        waiting.addLast(line);
        monitor.signalAll();
      }
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public void asking(PeerId peer) {
    tell(new QueryAnswer("", peer.toString(), List.of(), QueryAnswer.ASKING));
  }

  @Override
  public void answered(PeerId peer, List<KadPeer> closer) {
    tell(
        new QueryAnswer(
            "",
            peer.toString(),
            closer.stream().map(p -> place(p.id(), p.addresses())).toList(),
            QueryAnswer.ANSWERED));
  }

  @Override
  public void failed(PeerId peer, String why) {
    tell(new QueryAnswer(why, peer.toString(), List.of(), QueryAnswer.FAILED));
  }
}
