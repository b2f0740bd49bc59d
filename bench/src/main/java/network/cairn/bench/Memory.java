package network.cairn.bench;

import java.time.Duration;

/// Resident memory of a daemon: idle after its start, or at its highest while it takes the big
/// file.
final class Memory implements Scenario {
  private static final Duration IDLE = Duration.ofSeconds(20);

  private final Place place;
  private final Options options;
  private final boolean loaded;

  /// @param loaded the peak over an add of the big file instead of the idle size
  Memory(Place place, Options options, boolean loaded) {
    this.place = place;
    this.options = options;
    this.loaded = loaded;
  }

  @Override
  public String name() {
    return loaded ? "peak" : "idle";
  }

  @Override
  public String title() {
    return loaded
        ? "highest resident memory of the daemon, add and cat of " + options.fileText()
        : "resident memory of an idle daemon after " + IDLE.toSeconds() + " s";
  }

  @Override
  public String unit() {
    return "MiB";
  }

  @Override
  public Goal goal() {
    return loaded ? Goal.hopingSmaller() : Goal.atMost(1.5);
  }

  @Override
  public void prepare() {
    if (loaded) {
      place.file();
    }
  }

  @Override
  public double measure(Peer peer) {
    try (Node node = place.node(peer, true)) {
      node.start();
      if (!loaded) {
        Thread.sleep(IDLE);
        return node.status("VmRSS") / 1024.0;
      }
      String cid = node.run("add", "-Q", "--progress=false", place.file().toString()).output();
      node.discarding("cat", cid);
      return node.status("VmHWM") / 1024.0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailed("interrupted while a daemon idled");
    }
  }

  @Override
  public void close() {}
}
