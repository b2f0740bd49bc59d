package network.cairn.bench;

import java.nio.file.Path;

/// Imports into a fresh home until everything is on the disk.
///
/// Cairn answers after its own fsync; Kubo's default store does not promise durability, so `sync
/// -f` on the home belongs to the time of both.
final class Adding implements Scenario {
  private final Place place;
  private final Kind kind;
  private final Goal goal;
  private final String what;

  /// @param small many small files instead of one big one
  /// @param daemon through a running daemon instead of in the command's own process
  /// @param sameImport Kubo imports by Cairn's default profile instead of its own
  record Kind(String name, boolean small, boolean daemon, boolean sameImport) {}

  Adding(Place place, Options options, Kind kind, Goal goal) {
    this.place = place;
    this.kind = kind;
    this.goal = goal;
    this.what =
        kind.small ? String.format("%,d × 1 KiB", options.smallFiles()) : options.fileText();
  }

  @Override
  public String name() {
    return kind.name;
  }

  @Override
  public String title() {
    return "add "
        + what
        + " until durable, "
        + (kind.daemon ? "through the daemon" : "no daemon")
        + (kind.sameImport ? "" : ", Kubo by its own default profile");
  }

  @Override
  public Goal goal() {
    return goal;
  }

  @Override
  public void prepare() {
    data();
  }

  private Path data() {
    return kind.small ? place.tree() : place.file();
  }

  @Override
  public double measure(Peer peer) {
    try (Node node = place.node(peer, kind.sameImport)) {
      if (kind.daemon) {
        node.start();
      }
      place.settle();
      Programs.Ended added = node.run("add", "-r", "-Q", "--progress=false", data().toString());
      double synced = node.sync();
      if (kind.sameImport) {
        place.agree("the CID of " + what, added.output());
      }
      return added.seconds() + synced;
    }
  }

  @Override
  public void close() {}
}
