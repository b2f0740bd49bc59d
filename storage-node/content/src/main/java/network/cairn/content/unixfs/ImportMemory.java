package network.cairn.content.unixfs;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import network.cairn.base.memory.ByteBudget;

/// The memory of all imports whose bytes come from others, who may stop sending. Thread-safe.
///
/// Pieces of files are held as far as the budget has room. A piece for which it has none waits in a
/// file until all of it has come, and is then in memory only while it is hashed and stored, which
/// no caller can make longer: so few of these at once are enough.
public final class ImportMemory {
  private static final int AT_ONCE = 4;

  private final ByteBudget budget;
  private final Semaphore places = new Semaphore(AT_ONCE);

  public ImportMemory(ByteBudget budget) {
    this.budget = budget;
  }

  ByteBudget budget() {
    return budget;
  }

  /// Waits for a place for a piece all of which has come.
  void enter() throws InterruptedIOException {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("import interrupted while waiting for memory");
    }
  }

  void leave() {
    places.release();
  }
}
