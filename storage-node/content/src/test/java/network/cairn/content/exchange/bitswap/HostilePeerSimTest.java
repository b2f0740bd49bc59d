package network.cairn.content.exchange.bitswap;

import static network.cairn.content.exchange.bitswap.SimWorld.LONG;
import static network.cairn.content.exchange.bitswap.SimWorld.cids;
import static network.cairn.content.exchange.bitswap.SimWorld.simulate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.cairn.base.time.Scheduler;
import network.cairn.base.varint.Varint;
import network.cairn.content.exchange.ExchangeSession;
import network.cairn.content.routing.ContentRouting;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.libp2p.host.Connection;
import network.cairn.libp2p.host.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A peer that does not keep to the protocol: refused in bounds, while others are served.
@Timeout(120)
final class HostilePeerSimTest {

  /// Writes bytes on a new stream and waits until the node has ended it.
  private static void refused(long seed, byte[] bytes) {
    simulate(
        seed,
        world -> {
          SimWorld.Node node = world.node().with(world.blocks(3, 2_000));
          SimWorld.Peer hostile = connected(world, node);
          Stream stream = hostile.host().open(node.peer.host().id(), Bitswap.PROTOCOLS, LONG);
          stream.deadline(LONG);
          assertThatThrownBy(
                  () -> {
                    stream.write(bytes, 0, bytes.length);
                    if (stream.read(new byte[1], 0, 1) < 0) {
                      throw new IOException("ended");
                    }
                  })
              .isInstanceOf(IOException.class);
          assertThat(node.stats().refusedMessages()).isEqualTo(1);
          assertThat(hostile.host().isConnected(node.peer.host().id())).isTrue();
          SimWorld.Node friend = world.node();
          Block wanted = world.blocks(1, 3_000).getFirst();
          node.put(wanted);
          friend.dial(node);
          friend.fetch(List.of(wanted.cid()));
        });
  }

  private static SimWorld.Peer connected(SimWorld world, SimWorld.Node node) throws Exception {
    SimWorld.Peer hostile = world.peer();
    hostile.host().connect(node.peer.address(), LONG);
    world.settle();
    return hostile;
  }

  private static byte[] framed(byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Varint.encode(message.length));
    out.writeBytes(message);
    return out.toByteArray();
  }

  @Test
  void messageOverFourMebibytesIsRefusedByItsLength() {
    refused(1, Varint.encode(MessageCodec.MAX_MESSAGE + 1));
  }

  @Test
  void lengthThatDoesNotEndIsRefused() {
    byte[] endless = new byte[10];
    java.util.Arrays.fill(endless, (byte) 0xff);
    refused(2, endless);
  }

  @Test
  void bytesThatAreNoProtobufAreRefused() {
    refused(3, framed(new byte[] {(byte) 0x0a, 0x7f, 1, 2}));
  }

  @Test
  void nestedGroupsAreRefused() {
    byte[] groups = new byte[1_000_000];
    java.util.Arrays.fill(groups, (byte) (6 << 3 | 3));
    refused(4, framed(groups));
  }

  @Test
  void brokenPrefixIsRefused() {
    // payload { prefix: version 1 and nothing else; data: one byte }
    refused(5, framed(new byte[] {0x1a, 6, 0x0a, 1, 1, 0x12, 1, 9}));
  }

  @Test
  void aMillionEmptyEntriesAreRefused() {
    byte[] entries = new byte[2_000_000];
    for (int i = 0; i < entries.length; i += 2) {
      entries[i] = 0x0a;
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(0x0a);
    message.writeBytes(Varint.encode(entries.length));
    message.writeBytes(entries);
    refused(6, framed(message.toByteArray()));
  }

  @Test
  void unwantedBlocksAreCountedAndDropped() {
    simulate(
        7,
        world -> {
          SimWorld.Node node = world.node();
          SimWorld.Peer hostile = connected(world, node);
          List<Block> blocks = world.blocks(50, 10_000);
          try (Stream stream =
              hostile.host().open(node.peer.host().id(), Bitswap.PROTOCOLS, LONG)) {
            byte[] bytes = Encoding.framed(new Message(List.of(), false, blocks, List.of(), 0));
            stream.write(bytes, 0, bytes.length);
            stream.closeWrite();
            world.sim.sleep(Duration.ofSeconds(1));
          }
          assertThat(node.stats().duplicateBlocks()).isEqualTo(50);
          assertThat(blocks).noneMatch(b -> node.has(b.cid()));
        });
  }

  @Test
  void falseBytesNeverAnswerAWant() {
    simulate(
        8,
        world -> {
          SimWorld.Node node = world.node();
          Block wanted = world.blocks(1, 3_000).getFirst();
          Block other = world.blocks(1, 3_000).getFirst();
          SimWorld.Peer hostile = connected(world, node);
          hostile
              .host()
              .handle(
                  Bitswap.PROTOCOLS.getFirst(),
                  _ -> {
                    // It answers whatever it is asked with another block under the wanted prefix.
                    try (Stream answer =
                        hostile.host().open(node.peer.host().id(), Bitswap.PROTOCOLS, LONG)) {
                      byte[] bytes =
                          Encoding.framed(
                              new Message(List.of(), false, List.of(other), List.of(), 0));
                      answer.write(bytes, 0, bytes.length);
                      answer.closeWrite();
                    }
                  });
          world.sim.sleep(Duration.ofSeconds(3));
          try (ExchangeSession session = node.bitswap.session(wanted.cid())) {
            assertThat(session.get(wanted.cid(), Duration.ofSeconds(30))).isEmpty();
          }
          assertThat(node.stats().duplicateBlocks()).isPositive();
        });
  }

  @Test
  void floodOfWantsIsRememberedUpToTheBound() {
    simulate(
        9,
        world -> {
          SimWorld.Node node = world.node();
          SimWorld.Peer hostile = connected(world, node);
          List<Block> blocks = world.blocks(3_000, 100);
          try (Stream stream =
              hostile.host().open(node.peer.host().id(), Bitswap.PROTOCOLS, LONG)) {
            List<Message.Want> wants = new ArrayList<>();
            blocks.forEach(b -> wants.add(new Message.Want(b.cid(), 1, false, false, false)));
            for (int i = 0; i < 3_000; i += 500) {
              byte[] bytes =
                  Encoding.framed(
                      new Message(wants.subList(i, i + 500), false, List.of(), List.of(), 0));
              stream.write(bytes, 0, bytes.length);
            }
            stream.closeWrite();
            world.sim.sleep(Duration.ofSeconds(2));
          }
          blocks.forEach(node::put);
          assertThat(node.stats().queuedBlocks()).isLessThanOrEqualTo(1024);
          world.sim.sleep(Duration.ofSeconds(2));
          assertThat(node.stats().blocksSent()).isLessThanOrEqualTo(1024);
        });
  }

  @Test
  void wantsOfOneNetworkAreRememberedUpToItsShare() {
    simulate(
        13,
        world -> {
          SimWorld.Node node = world.node();
          List<HostilePeer> peers = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            peers.add(HostilePeer.of(world, node, List.of(), (_, _) -> {}));
            peers.getLast().want(cids(world.blocks(1_000, 40)));
          }
          world.sim.sleep(Duration.ofSeconds(2));
          long most = Server.REMEMBERED / 8 + 10 * PeerShare.FLOOR;
          assertThat(node.bitswap.remembered()).isEqualTo(most);
          Block late = world.blocks(1, 100).getFirst();
          peers.getFirst().want(List.of(late.cid()));
          world.settle();
          assertThat(node.bitswap.remembered()).isEqualTo(most - 999);
          node.put(late);
          world.settle();
          assertThat(peers.getFirst().received()).isEqualTo(100);
          peers.forEach(p -> p.peer.host().disconnect(node.peer.host().id()));
          world.sim.sleep(Duration.ofSeconds(2));
          assertThat(node.bitswap.remembered()).isZero();
        });
  }

  /// Peers of eight networks, each with as many as fill its part of whatever networks share.
  private static List<HostilePeer> crowd(
      SimWorld world, SimWorld.Node node, int ofEach, HostilePeer.Reading reading)
      throws Exception {
    List<HostilePeer> crowd = new ArrayList<>();
    for (int i = 0; i < 8 * ofEach; i++) {
      SimWorld.Peer peer = world.peer("198.51." + i % 8 + "." + (1 + i / 8));
      crowd.add(HostilePeer.of(world, peer, node, List.of(), (_, _) -> {}, reading));
    }
    return crowd;
  }

  @Test
  void whoComesWhenAllThatIsRememberedIsTakenIsRememberedToo() {
    simulate(
        14,
        world -> {
          SimWorld.Node node = world.node();
          List<Cid> missing = cids(world.blocks(1_024, 40));
          for (HostilePeer each : crowd(world, node, 9, _ -> {})) {
            each.want(missing);
          }
          world.sim.sleep(Duration.ofSeconds(2));
          assertThat(node.bitswap.remembered()).isGreaterThanOrEqualTo(Server.REMEMBERED);
          SimWorld.Node friend = world.node(world.peer("203.0.113.1"));
          friend.dial(node);
          Block late = world.blocks(1, 3_000).getFirst();
          try (ExchangeSession session = friend.bitswap.session(late.cid())) {
            session.prefetch(List.of(late.cid()));
            world.sim.sleep(Duration.ofSeconds(1));
            node.put(late);
            assertThat(session.get(late.cid(), Duration.ofSeconds(1))).isPresent();
          }
        });
  }

  @Test
  void whoComesWhenAllPlacesForAnswersAreTakenIsAnsweredToo() {
    simulate(
        15,
        world -> {
          List<Block> blocks = world.blocks(32, 3_000);
          SimWorld.Node node = world.node().with(blocks);
          List<HostilePeer> crowd =
              crowd(world, node, 9, _ -> world.sim.sleep(Duration.ofHours(1)));
          List<Message.Want> wants = new ArrayList<>();
          for (Cid missing : cids(world.blocks(4_096, 40))) {
            wants.add(new Message.Want(missing, 1, false, false, true));
          }
          byte[] flood = Encoding.framed(new Message(wants, false, List.of(), List.of(), 0));
          for (int i = 0; i < 5; i++) {
            for (HostilePeer each : crowd) {
              each.say(flood);
            }
            world.settle();
          }
          SimWorld.Node friend = world.node(world.peer("203.0.113.1"));
          friend.dial(node);
          long began = world.sim.nanoTime();
          friend.fetch(cids(blocks));
          assertThat(world.sim.nanoTime() - began).isLessThan(Duration.ofSeconds(1).toNanos());
        });
  }

  @Test
  void peerThatReadsNothingHoldsLittleAndDelaysNobody() {
    simulate(
        10,
        world -> {
          List<Block> blocks = world.blocks(100, 500_000);
          BitswapConfig config =
              new BitswapConfig(
                  1024,
                  1 << 20,
                  4 << 20,
                  BitswapConfig.DEFAULT.inboundBytes(),
                  48 << 20,
                  Duration.ofMinutes(2),
                  Duration.ofSeconds(5));
          SimWorld.Node node = world.node(config).with(blocks);
          List<Message.Want> wants = new ArrayList<>();
          blocks.forEach(b -> wants.add(new Message.Want(b.cid(), 1, false, false, true)));
          byte[] bytes = Encoding.framed(new Message(wants, true, List.of(), List.of(), 0));
          for (int i = 0; i < 3; i++) {
            SimWorld.Peer mute = world.peer();
            mute.host()
                .handle(Bitswap.PROTOCOLS.getFirst(), _ -> world.sim.sleep(Duration.ofHours(1)));
            mute.host().connect(node.peer.address(), LONG);
            world.settle();
            Stream stream = mute.host().open(node.peer.host().id(), Bitswap.PROTOCOLS, LONG);
            stream.write(bytes, 0, bytes.length);
            stream.closeWrite();
          }
          world.sim.sleep(Duration.ofSeconds(1));
          SimWorld.Node friend = world.node();
          friend.dial(node);
          long began = world.sim.nanoTime();
          friend.fetch(cids(blocks));
          assertThat(world.sim.nanoTime() - began).isLessThan(Duration.ofSeconds(12).toNanos());
          world.sim.sleep(Duration.ofSeconds(30));
          assertThat(node.stats().queuedBlocks()).isZero();
          assertThat(node.stats().blocksSent()).isLessThan(100 + 3 * 20);
        });
  }

  @Test
  void peerThatCannotBeWrittenToIsTriedAgainAfterARest() {
    simulate(
        11,
        world -> {
          Block block = world.blocks(1, 3_000).getFirst();
          SimWorld.Node far = world.node().with(List.of(block));
          SimWorld.Node near = world.node();
          near.dial(far);
          Bitswap.PROTOCOLS.forEach(far.peer.host()::unhandle);
          Scheduler.Task fetch =
              world.sim.start(
                  "fetch",
                  () -> {
                    try {
                      near.fetch(List.of(block.cid()));
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
          world.sim.sleep(Duration.ofSeconds(2));
          Bitswap again =
              new Bitswap(
                  far.peer.host(),
                  far,
                  Hashing.jdk(),
                  world.sim,
                  BitswapConfig.DEFAULT,
                  ContentRouting.none());
          fetch.join();
          assertThat(again.stats().blocksSent()).isEqualTo(1);
        });
  }

  @Test
  void twentyMessagesBegunAndNotEndedLeaveOthersServed() {
    simulate(
        12,
        world -> {
          Block block = world.blocks(1, 3_000).getFirst();
          SimWorld.Node node = world.node().with(List.of(block));
          SimWorld.Peer hostile = connected(world, node);
          for (int i = 0; i < 20; i++) {
            Stream stream = hostile.host().open(node.peer.host().id(), Bitswap.PROTOCOLS, LONG);
            byte[] begun = Varint.encode(MessageCodec.MAX_MESSAGE);
            stream.write(begun, 0, begun.length);
          }
          world.settle();
          SimWorld.Node friend = world.node();
          friend.dial(node);
          friend.fetch(List.of(block.cid()));
          world.sim.sleep(Duration.ofMinutes(15));
          assertThat(node.peer.host().connections())
              .flatExtracting(Connection::streams)
              .noneMatch(p -> p.contains("bitswap"));
        });
  }
}
