package network.cairn.bench;

/// Reads a file that the daemon holds, to the null device.
final class Cat implements Scenario {
  private final Options options;
  private final Nodes nodes;
  private String cid = "";

  Cat(Place place, Options options) {
    this.options = options;
    this.nodes = new Nodes(place, true);
  }

  @Override
  public String name() {
    return "cat";
  }

  @Override
  public String title() {
    return "cat " + options.fileText() + " through the daemon";
  }

  @Override
  public Goal goal() {
    return Goal.atLeast(3);
  }

  @Override
  public void prepare() {
    nodes.open();
    cid = nodes.addFile();
  }

  @Override
  public double measure(Peer peer) {
    return nodes.of(peer).discarding("cat", cid).seconds();
  }

  @Override
  public void close() {
    nodes.close();
  }
}
