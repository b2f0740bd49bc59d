package network.cairn.content.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.base.time.Scheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// All members asked at once, each in a task of its own. A provider is told again only with
/// addresses that are new, so that one member's false address hides no other's true one.
final class ParallelRouting implements ContentRouting {
  private final List<ContentRouting> members;
  private final Scheduler scheduler;

  ParallelRouting(List<ContentRouting> members, Scheduler scheduler) {
    this.members = List.copyOf(members);
    this.scheduler = scheduler;
  }

  @Override
  public void findProviders(Cid cid, int most, Duration timeout, Sink sink)
      throws InterruptedException {
    new Search(cid, most, timeout, sink).run();
  }

  /// One search. What members tell after its end is not passed on.
  private final class Search {
    private final Cid cid;
    private final int most;
    private final Duration timeout;
    private final Sink sink;
    private final Scheduler.Monitor monitor = scheduler.monitor();
    private final Map<PeerId, Set<Multiaddr>> told = new HashMap<>();
    private int running;
    private boolean over;

    Search(Cid cid, int most, Duration timeout, Sink sink) {
      this.cid = cid;
      this.most = most;
      this.timeout = timeout;
      this.sink = sink;
    }

    void run() throws InterruptedException {
      long deadline = scheduler.deadline(timeout);
      List<Scheduler.Task> tasks = new ArrayList<>();
      monitor.lock();
      try {
        running = members.size();
        for (ContentRouting member : members) {
          tasks.add(scheduler.start("routing", () -> ask(member)));
        }
        while (running > 0 && !over && scheduler.nanoTime() < deadline) {
          monitor.await(deadline);
        }
      } finally {
        over = true;
        monitor.unlock();
        tasks.stream().filter(Scheduler.Task::isAlive).forEach(Scheduler.Task::interrupt);
      }
    }

    private void ask(ContentRouting member) {
      Share share = new Share();
      try {
        member.findProviders(cid, most, timeout, share);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        share.failed(member.getClass().getSimpleName() + ": " + e.getMessage());
      } finally {
        monitor.lock();
        running--;
        monitor.signalAll();
        monitor.unlock();
      }
    }

    /// What of a provider has not been told yet.
    private Optional<ProviderInfo> news(ProviderInfo provider) {
      Set<Multiaddr> before = told.get(provider.peer());
      if (before == null) {
        told.put(provider.peer(), new LinkedHashSet<>(provider.addresses()));
        return Optional.of(provider);
      }
      List<Multiaddr> fresh = provider.addresses().stream().filter(before::add).toList();
      return fresh.isEmpty()
          ? Optional.empty()
          : Optional.of(new ProviderInfo(provider.peer(), fresh));
    }

    /// One member's part of the answers.
    private final class Share implements Sink {
      private int left = most;

      @Override
      public boolean found(ProviderInfo provider) {
        monitor.lock();
        try {
          if (over || left <= 0) {
            return false;
          }
          left--;
          Optional<ProviderInfo> news = news(provider);
          if (news.isPresent() && !sink.found(news.get())) {
            over = true;
            monitor.signalAll();
          }
          return !over && left > 0;
        } finally {
          monitor.unlock();
        }
      }

      @Override
      public void failed(String why) {
        monitor.lock();
        try {
          if (!over) {
            sink.failed(why);
          }
        } finally {
          monitor.unlock();
        }
      }
    }
  }
}
