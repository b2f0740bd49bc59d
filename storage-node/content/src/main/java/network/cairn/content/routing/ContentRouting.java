package network.cairn.content.routing;

import java.time.Duration;
import java.util.List;
import network.cairn.base.time.Scheduler;
import network.cairn.ipld.cid.Cid;

/// A way to find out who has a block, or several of them combined. Thread-safe.
///
/// Answers are hints: who is named may be gone, lie, or have nothing.
public interface ContentRouting {
  /// Looks for providers of a block, telling each as soon as it is known. Blocks until no more will
  /// be known, the sink or `most` ends it, or the time has passed.
  ///
  /// @param most providers to tell at most; a combination tells so many of each member
  /// @param timeout how long to look at most
  void findProviders(Cid cid, int most, Duration timeout, Sink sink) throws InterruptedException;

  /// Takes what is found. Calls never overlap; they must not block.
  interface Sink {
    /// @return whether to go on
    boolean found(ProviderInfo provider);

    /// A way of finding out could not be gone; the others go on.
    ///
    /// @param why for people, in a few words that name the way
    void failed(String why);
  }

  /// Knows nobody.
  static ContentRouting none() {
    return NoRouting.INSTANCE;
  }

  /// Asks all members at once; none waits for another, and what one of them throws or keeps back
  /// hurts nobody.
  static ContentRouting of(List<ContentRouting> members, Scheduler scheduler) {
    return members.isEmpty() ? none() : new ParallelRouting(members, scheduler);
  }
}
