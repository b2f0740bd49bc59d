package network.cairn.content.exchange.bitswap;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.host.Stream;

/// A peer that speaks bitswap by hand over the simulated network, so that an attack is a few lines:
/// what it does when it is asked, and what it says by itself.
final class HostilePeer {
  static final MessageCodec CODEC = new MessageCodec(Hashing.jdk());

  /// What the peer does with each message that comes.
  interface Habit {
    void take(HostilePeer self, Message message) throws IOException, InterruptedException;
  }

  /// Reads of the peer's own streams: waits, or does not read at all.
  interface Reading {
    void before(int bytes) throws InterruptedException;
  }

  final SimWorld world;
  final SimWorld.Peer peer;
  final SimWorld.Node victim;
  private final Map<Multihash, Block> has = new HashMap<>();
  private long received;
  private int asked;

  private HostilePeer(SimWorld world, SimWorld.Peer peer, SimWorld.Node victim) {
    this.world = world;
    this.peer = peer;
    this.victim = victim;
  }

  /// Connects to a node and serves its messages.
  static HostilePeer of(SimWorld world, SimWorld.Node victim, List<Block> blocks, Habit habit)
      throws IOException, InterruptedException {
    return of(world, victim, blocks, habit, _ -> {});
  }

  static HostilePeer of(
      SimWorld world, SimWorld.Node victim, List<Block> blocks, Habit habit, Reading reading)
      throws IOException, InterruptedException {
    return of(world, world.peer(), victim, blocks, habit, reading);
  }

  static HostilePeer of(
      SimWorld world,
      SimWorld.Peer peer,
      SimWorld.Node victim,
      List<Block> blocks,
      Habit habit,
      Reading reading)
      throws IOException, InterruptedException {
    HostilePeer self = new HostilePeer(world, peer, victim);
    blocks.forEach(b -> self.has.put(b.cid().multihash(), b));
    self.peer
        .host()
        .handle(Bitswap.PROTOCOLS.getFirst(), stream -> self.serve(stream, habit, reading));
    self.peer.host().connect(victim.peer.address(), SimWorld.LONG);
    world.settle();
    return self;
  }

  private void serve(Stream stream, Habit habit, Reading reading)
      throws IOException, InterruptedException {
    Inbox inbox = new Inbox(new SlowStream(stream, reading), () -> {});
    for (int first = inbox.begin(); first >= 0; first = inbox.begin()) {
      Message message = inbox.message(inbox.length(first), CODEC);
      received += message.blocks().stream().mapToLong(Block::size).sum();
      asked += (int) message.wants().stream().filter(w -> !w.cancel() && !w.haveOnly()).count();
      habit.take(this, message);
    }
  }

  /// Bytes of blocks that came.
  long received() {
    return received;
  }

  /// Blocks that it was asked for, each as often as it was.
  int asked() {
    return asked;
  }

  Optional<Block> block(Cid cid) {
    return Optional.ofNullable(has.get(cid.multihash()));
  }

  /// Sends one message on a stream of its own.
  void say(Message message) throws IOException, InterruptedException {
    say(Encoding.framed(message));
  }

  /// Sends bytes, whatever they are, on a stream of its own.
  void say(byte[] bytes) throws IOException, InterruptedException {
    try (Stream stream =
        peer.host().open(victim.peer.host().id(), Bitswap.PROTOCOLS, SimWorld.LONG)) {
      stream.deadline(SimWorld.LONG);
      stream.write(bytes, 0, bytes.length);
      stream.closeWrite();
    }
  }

  /// Sends bytes one part after another, with a pause behind each.
  void drip(byte[] bytes, int part, Duration pause) throws IOException, InterruptedException {
    try (Stream stream =
        peer.host().open(victim.peer.host().id(), Bitswap.PROTOCOLS, SimWorld.LONG)) {
      for (int at = 0; at < bytes.length; at += part) {
        stream.deadline(SimWorld.LONG);
        stream.write(bytes, at, Math.min(part, bytes.length - at));
        world.sim.sleep(pause);
      }
      stream.closeWrite();
    }
  }

  /// Asks for blocks.
  void want(List<Cid> cids) throws IOException, InterruptedException {
    want(cids, true);
  }

  /// Asks for blocks beside those that it asked for before.
  void wantMore(List<Cid> cids) throws IOException, InterruptedException {
    want(cids, false);
  }

  private void want(List<Cid> cids, boolean full) throws IOException, InterruptedException {
    List<Message.Want> wants = new ArrayList<>();
    cids.forEach(cid -> wants.add(new Message.Want(cid, 1, false, false, true)));
    say(new Message(wants, full, List.of(), List.of(), 0));
  }

  /// Says that it has whatever it is asked about.
  void claim(Message message) throws IOException, InterruptedException {
    List<Message.Presence> haves = new ArrayList<>();
    for (Message.Want want : message.wants()) {
      if (want.haveOnly() && !want.cancel()) {
        haves.add(new Message.Presence(want.cid(), true));
      }
    }
    if (!haves.isEmpty()) {
      say(new Message(List.of(), false, List.of(), haves, 0));
    }
  }

  /// The blocks that a message asks for.
  static List<Cid> wanted(Message message) {
    return message.wants().stream()
        .filter(w -> !w.cancel() && !w.haveOnly())
        .map(Message.Want::cid)
        .toList();
  }

  static Message with(Block block) {
    return new Message(List.of(), false, List.of(block), List.of(), 0);
  }
}
