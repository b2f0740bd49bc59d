package network.cairn.bench;

/// Whose program runs.
enum Peer {
  CAIRN("Cairn", "cairn.bin", "CAIRN_PATH"),
  KUBO("Kubo", "kubo.bin", "IPFS_PATH");

  private final String title;
  private final String property;
  private final String homeVariable;

  Peer(String title, String property, String homeVariable) {
    this.title = title;
    this.property = property;
    this.homeVariable = homeVariable;
  }

  String title() {
    return title;
  }

  /// The environment variable that names the home.
  String homeVariable() {
    return homeVariable;
  }

  /// The program, as the system property names it.
  String binary() {
    String binary = System.getProperty(property, "");
    if (binary.isEmpty()) {
      throw new BenchFailed("say where " + title + " is: -D" + property + "=/path/to/it");
    }
    return binary;
  }
}
