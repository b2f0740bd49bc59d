package network.cairn.app.demo;

import java.time.Duration;

/// A clock that moves only by waiting.
final class FakePace implements Pace {
  private long now;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void pause(Duration time) {
    now += time.toNanos();
  }
}
