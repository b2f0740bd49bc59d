package network.cairn.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// One home of each program for all runs of a scenario.
final class Nodes implements AutoCloseable {
  private final Place place;
  private final boolean daemons;
  private final Consumer<Node> settings;
  private final Map<Peer, Node> nodes = new EnumMap<>(Peer.class);

  Nodes(Place place, boolean daemons) {
    this(place, daemons, _ -> {});
  }

  /// @param settings made on each before it is started
  Nodes(Place place, boolean daemons, Consumer<Node> settings) {
    this.place = place;
    this.daemons = daemons;
    this.settings = settings;
  }

  void open() {
    for (Peer peer : Peer.values()) {
      Node node = place.node(peer, true);
      nodes.put(peer, node);
      settings.accept(node);
      if (daemons) {
        node.start();
      }
    }
  }

  Node of(Peer peer) {
    return Optional.ofNullable(nodes.get(peer)).orElseThrow();
  }

  /// Adds the big file to both and returns its CID, which must be the same.
  String addFile() {
    String cid = "";
    for (Node node : nodes.values()) {
      cid = node.run("add", "-Q", "--progress=false", place.file().toString()).output();
      place.agree("the CID of the big file", cid);
    }
    place.settle();
    return cid;
  }

  @Override
  public void close() {
    nodes.values().forEach(Node::close);
    nodes.clear();
  }
}
