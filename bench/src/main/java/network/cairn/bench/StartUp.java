package network.cairn.bench;

/// A short command while the daemon runs, many times in a row.
final class StartUp implements Scenario {
  private static final int TIMES = 20;

  private final String command;
  private final Nodes nodes;

  StartUp(Place place, String command) {
    this.command = command;
    this.nodes = new Nodes(place, true);
  }

  @Override
  public String name() {
    return command;
  }

  @Override
  public String title() {
    return "`" + command + "`, daemon running (one of " + TIMES + " in a row)";
  }

  @Override
  public String unit() {
    return "ms";
  }

  @Override
  public Goal goal() {
    return Goal.atMost(2.5);
  }

  @Override
  public void prepare() {
    nodes.open();
  }

  @Override
  public double measure(Peer peer) {
    return nodes.of(peer).repeated(TIMES, command) * 1000;
  }

  @Override
  public void close() {
    nodes.close();
  }
}
