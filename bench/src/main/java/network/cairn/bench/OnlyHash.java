package network.cairn.bench;

/// Computes a CID and keeps nothing.
final class OnlyHash implements Scenario {
  private final Place place;
  private final Options options;
  private final Nodes nodes;

  OnlyHash(Place place, Options options) {
    this.place = place;
    this.options = options;
    this.nodes = new Nodes(place, false);
  }

  @Override
  public String name() {
    return "hash";
  }

  @Override
  public String title() {
    return "hash " + options.fileText() + " only";
  }

  @Override
  public Goal goal() {
    return Goal.atLeast(1.5);
  }

  @Override
  public void prepare() {
    nodes.open();
    place.file();
  }

  @Override
  public double measure(Peer peer) {
    Programs.Ended ended =
        nodes.of(peer).run("add", "--only-hash", "-Q", "--progress=false", place.file().toString());
    place.agree("the CID of " + options.fileText(), ended.output());
    return ended.seconds();
  }

  @Override
  public void close() {
    nodes.close();
  }
}
