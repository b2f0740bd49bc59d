package network.cairn.bench;

/// The secure channel that a connection between two nodes is to use.
enum Channel {
  TLS("TLS", "Noise"),
  NOISE("Noise", "TLS");

  private final String title;
  private final String other;

  Channel(String title, String other) {
    this.title = title;
    this.other = other;
  }

  String title() {
    return title;
  }

  /// Leaves a node that is not yet started no other channel.
  void configure(Node node) {
    node.run("config", "--json", "Swarm.Transports.Security." + other, "false");
  }
}
