package network.cairn.bench;

import java.time.Duration;
import java.util.OptionalDouble;

/// Pins on a fresh node what another node holds, over one TCP connection on the loopback, until it
/// is on the disk.
final class Transfer implements Scenario {
  private static final double GIB = 1L << 30;

  private final Place place;
  private final Options options;
  private final Way way;
  private final Nodes holders;
  private String cid = "";
  private double processor;

  /// What is between the nodes.
  ///
  /// @param roundTrip how long bytes are held back, there and back; zero for the bare loopback
  record Way(String name, Channel channel, Duration roundTrip, Goal goal) {}

  Transfer(Place place, Options options, Way way) {
    this.place = place;
    this.options = options;
    this.way = way;
    this.holders = new Nodes(place, true, way.channel::configure);
  }

  @Override
  public String name() {
    return way.name;
  }

  @Override
  public String title() {
    String far =
        way.roundTrip.isZero() ? "" : " and a round trip of " + way.roundTrip.toMillis() + " ms";
    return "node to node, "
        + options.fileText()
        + " over TCP with "
        + way.channel.title()
        + far
        + " until durable";
  }

  @Override
  public Goal goal() {
    return way.goal;
  }

  @Override
  public void prepare() {
    holders.open();
    cid = holders.addFile();
  }

  @Override
  public double measure(Peer peer) {
    Node holder = holders.of(peer);
    try (Node fetcher = place.node(peer, true);
        DelayedPort port = new DelayedPort(holder.port(), way.roundTrip.dividedBy(2))) {
      way.channel.configure(fetcher);
      fetcher.start();
      String address = holder.address();
      fetcher.run(
          "swarm",
          "connect",
          way.roundTrip.isZero()
              ? address
              : address.replace("/tcp/" + holder.port(), "/tcp/" + port.port()));
      place.settle();
      double before = holder.processorSeconds() + fetcher.processorSeconds();
      Programs.Ended pinned = fetcher.run("pin", "add", "--progress=false", cid);
      double synced = fetcher.sync();
      processor =
          (holder.processorSeconds() + fetcher.processorSeconds() - before)
              / (options.fileSize() / GIB);
      if (!fetcher.run("pin", "ls", "--type=recursive", "-q").output().contains(cid)) {
        throw new BenchFailed(peer.title() + " did not pin " + cid);
      }
      return pinned.seconds() + synced;
    }
  }

  /// Of both daemons together.
  @Override
  public OptionalDouble processorSecondsOfGib() {
    return OptionalDouble.of(processor);
  }

  @Override
  public void close() {
    holders.close();
  }
}
