package network.cairn.bench;

/// Pins on a fresh node what another node holds, over one TCP connection on the loopback, until it
/// is on the disk.
final class Transfer implements Scenario {
  private final Place place;
  private final Options options;
  private final Nodes holders;
  private String cid = "";

  Transfer(Place place, Options options) {
    this.place = place;
    this.options = options;
    this.holders = new Nodes(place, true);
  }

  @Override
  public String name() {
    return "transfer";
  }

  @Override
  public String title() {
    return "node to node, " + options.fileText() + " over TCP until durable";
  }

  @Override
  public Goal goal() {
    return Goal.atLeast(3);
  }

  @Override
  public void prepare() {
    holders.open();
    cid = holders.addFile();
  }

  @Override
  public double measure(Peer peer) {
    try (Node fetcher = place.node(peer, true)) {
      fetcher.start();
      fetcher.run("swarm", "connect", holders.of(peer).address());
      place.settle();
      Programs.Ended pinned = fetcher.run("pin", "add", "--progress=false", cid);
      double synced = fetcher.sync();
      if (!fetcher.run("pin", "ls", "--type=recursive", "-q").output().contains(cid)) {
        throw new BenchFailed(peer.title() + " did not pin " + cid);
      }
      return pinned.seconds() + synced;
    }
  }

  @Override
  public void close() {
    holders.close();
  }
}
