package network.cairn.content.exchange.bitswap;

import static network.cairn.content.exchange.bitswap.SimWorld.simulate;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Messages that are broken off on their way: what they said is said again, as far as it is true.
@Timeout(120)
final class BrokenStreamSimTest {
  @Test
  void whatABrokenMessageSaidIsSaidAgainWithTheWholeWantlist() {
    for (long seed = 1; seed < 5; seed++) {
      simulate(seed, BrokenStreamSimTest::breakOff);
    }
  }

  private static void breakOff(SimWorld world) throws Exception {
    Block filler = world.blocks(1, 600_000).getFirst();
    Block goes = world.blocks(1, 20_000).getFirst();
    Block stays = world.blocks(1, 20_000).getFirst();
    Block told = world.blocks(1, 20_000).getFirst();
    Cid wanted = world.blocks(1, 100).getFirst().cid();
    Cid refused = world.blocks(1, 100).getFirst().cid();
    SimWorld.Node node = world.node().with(List.of(filler, goes, stays, told));
    List<Message> came = new ArrayList<>();
    HostilePeer reader =
        HostilePeer.of(
            world,
            node,
            List.of(),
            (_, message) -> came.add(message),
            bytes -> world.sim.sleep(Duration.ofMillis(bytes / 20)));
    Outbox outbox = node.bitswap.outbox(reader.peer.host().id());
    outbox.want(want(refused), true);
    world.sim.sleep(Duration.ofSeconds(1));
    outbox.answered(refused, true);
    outbox.send(filler.cid(), filler.size());
    world.sim.sleep(Duration.ofSeconds(1));
    // Long enough to be more than a slice.
    for (Block missing : world.blocks(4_000, 40)) {
      outbox.present(new Message.Presence(missing.cid(), false));
    }
    outbox.present(new Message.Presence(told.cid(), true));
    outbox.want(want(wanted), true);
    outbox.send(goes.cid(), goes.size());
    outbox.send(stays.cid(), stays.size());
    while (outbox.queuedBlocks() > 0) {
      world.sim.sleep(Duration.ofSeconds(1));
    }
    world.sim.sleep(Duration.ofSeconds(2));
    node.remove(goes.cid());
    world.sim.sleep(Duration.ofSeconds(90));
    assertThat(blocks(came)).contains(stays.cid()).doesNotContain(goes.cid());
    assertThat(presences(came, Message.Presence::have)).containsExactly(told.cid());
    assertThat(presences(came, p -> !p.have())).contains(goes.cid()).doesNotContain(stays.cid());
    List<Message> full = came.stream().filter(Message::full).toList();
    assertThat(full).as("the first message, and the one that was broken off").hasSize(2);
    assertThat(full.getLast().wants())
        .containsExactly(want(wanted), new Message.Want(refused, 1, false, false, false));
  }

  private static Message.Want want(Cid cid) {
    return new Message.Want(cid, 1, false, false, true);
  }

  private static List<Cid> blocks(List<Message> messages) {
    return messages.stream().flatMap(m -> m.blocks().stream()).map(Block::cid).toList();
  }

  private static List<Cid> presences(List<Message> messages, Predicate<Message.Presence> which) {
    return messages.stream()
        .flatMap(m -> m.presences().stream())
        .filter(which)
        .map(Message.Presence::cid)
        .toList();
  }
}
