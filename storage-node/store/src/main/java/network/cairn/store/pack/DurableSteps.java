package network.cairn.store.pack;

import java.util.concurrent.Executor;

/// How large imports become durable while they go on.
///
/// A writer hands over what it has put once either bound is reached and nothing else of it is under
/// way; it waits where [#MOST] times as much has gathered meanwhile. So at most twice that is not
/// yet durable, and a disk that keeps up is never idle.
///
/// @param blocks of a step, at least 1
/// @param bytes of a step, at least 1
/// @param background runs a step beside the writer; one that never does so only costs speed
public record DurableSteps(int blocks, long bytes, Executor background) {
  static final int MOST = 4;
  private static final int BLOCKS = 1 << 14;
  private static final long BYTES = 32L << 20;

  public DurableSteps {
    if (blocks < 1 || bytes < 1) {
      throw new IllegalArgumentException("steps of " + blocks + " blocks, " + bytes + " bytes");
    }
  }

  /// DurableSteps of 16,384 blocks or 32 MiB, each on a platform thread of its own: forcing a file
  /// holds on to the thread.
  public static DurableSteps onThreads() {
    return new DurableSteps(
        BLOCKS, BYTES, step -> Thread.ofPlatform().name("cairn-step").daemon().start(step));
  }
}
