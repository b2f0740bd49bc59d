package network.cairn.content.exchange.bitswap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import network.cairn.ipld.cid.Cid;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class PeerWantsTest {
  private static final Cid ONE = SimWorld.block(new byte[] {1}).cid();
  private static final Cid TWO = SimWorld.block(new byte[] {2}).cid();

  private final PeerWants wants = new PeerWants(8);

  private static Message.Want block(Cid cid) {
    return new Message.Want(cid, 1, false, false, true);
  }

  private static Message.Want have(Cid cid) {
    return new Message.Want(cid, 1, false, true, true);
  }

  private static Message.Want cancel(Cid cid) {
    return new Message.Want(cid, 0, true, false, false);
  }

  @Test
  void whatIsAskedAgainIsNotCancelledByWhoKnewOfTheEarlierQuestion() {
    assertThat(wants.want(block(ONE), true)).isTrue();
    long earlier = wants.asked(ONE);
    assertThat(wants.want(block(ONE), true)).isTrue();
    wants.cancel(ONE, earlier);
    assertThat(wants.expectsBlocks()).isTrue();
    wants.cancel(ONE, wants.asked(ONE));
    assertThat(wants.expectsBlocks()).isFalse();
  }

  @Test
  void whoAsksWhetherThePeerHasABlockThatIsUnderWayKeepsItUnderWay() {
    assertThat(wants.want(block(ONE), true)).isTrue();
    long earlier = wants.asked(ONE);
    assertThat(wants.want(have(ONE), true)).isTrue();
    wants.cancel(ONE, earlier);
    assertThat(wants.takeNews().wants()).containsExactly(block(ONE));
  }

  @Test
  void theFirstNewsAreTheWholeAndThenTheChanges() {
    assertThat(wants.hasNews()).isFalse();
    assertThat(wants.takeNews()).isEqualTo(new PeerWants.News(List.of(), false));
    assertThat(wants.want(block(ONE), true)).isTrue();
    assertThat(wants.takeNews()).isEqualTo(new PeerWants.News(List.of(block(ONE)), true));
    assertThat(wants.want(block(TWO), true)).isTrue();
    wants.cancel(ONE, wants.asked(ONE));
    assertThat(wants.takeNews())
        .isEqualTo(new PeerWants.News(List.of(block(TWO), cancel(ONE)), false));
    wants.anew();
    assertThat(wants.hasNews()).isTrue();
    assertThat(wants.takeNews()).isEqualTo(new PeerWants.News(List.of(block(TWO)), true));
    assertThat(wants.hasNews()).isFalse();
  }

  @Test
  void theWholeIsNoMoreThanThePeerRemembersAndTellsOfTheLatestRefusals() {
    List<Cid> refused =
        List.of(3, 4, 5, 6, 7, 8).stream()
            .map(n -> SimWorld.block(new byte[] {n.byteValue()}).cid())
            .toList();
    for (Cid cid : refused) {
      assertThat(wants.want(block(cid), true)).isTrue();
      wants.answered(cid, true);
    }
    for (int n = 10; n < 14; n++) {
      assertThat(wants.want(block(SimWorld.block(new byte[] {(byte) n}).cid()), true)).isTrue();
    }
    wants.anew();
    List<Cid> told = wants.takeNews().wants().stream().map(Message.Want::cid).toList();
    assertThat(told).hasSize(8);
    assertThat(told.subList(4, 8)).isEqualTo(refused.subList(2, 6).reversed());
  }

  @Test
  void whatThePeerWasToldOfIsCancelledWhateverWasAskedSince() {
    assertThat(wants.want(block(ONE), true)).isTrue();
    wants.takeNews();
    wants.answered(ONE, true);
    assertThat(wants.want(block(ONE), true)).isTrue();
    wants.cancel(ONE, wants.asked(ONE));
    assertThat(wants.takeNews().wants()).as("refused, asked again").containsExactly(cancel(ONE));

    assertThat(wants.want(have(ONE), true)).isTrue();
    wants.takeNews();
    assertThat(wants.want(block(ONE), true)).isTrue();
    wants.cancel(ONE, wants.asked(ONE));
    assertThat(wants.takeNews().wants()).as("first asked for less").containsExactly(cancel(ONE));

    assertThat(wants.want(block(ONE), true)).isTrue();
    wants.takeNews();
    wants.cancel(ONE, wants.asked(ONE));
    assertThat(wants.want(block(ONE), true)).isTrue();
    wants.cancel(ONE, wants.asked(ONE));
    assertThat(wants.takeNews().wants()).as("a cancel not sent").containsExactly(cancel(ONE));
    assertThat(wants.hasNews()).isFalse();
  }

  @Test
  void whatHasComeIsNeitherAskedForNorCancelled() {
    assertThat(wants.want(have(ONE), true)).isTrue();
    wants.takeNews();
    assertThat(wants.want(block(ONE), true)).isTrue();
    wants.came(ONE);
    assertThat(wants.hasNews()).isFalse();
    wants.cancel(ONE, wants.asked(ONE));
    assertThat(wants.hasNews()).isFalse();
  }

  @Test
  void thatThePeerHasABlockLeavesTheBlockAskedFor() {
    assertThat(wants.want(have(ONE), true)).isTrue();
    wants.takeNews();
    assertThat(wants.want(block(ONE), true)).isTrue();
    wants.answered(ONE, false);
    assertThat(wants.expectsBlocks()).isTrue();
    assertThat(wants.takeNews().wants()).containsExactly(block(ONE));
  }

  @Test
  void thePeerRemembersWhatItIsToRemember() {
    Property.check(400, random -> new Exchanged(random, 64).run(true));
  }

  @Test
  void aPeerThatAnswersAnythingIsToldOfNoMoreThanItMayRemember() {
    Property.check(400, random -> new Exchanged(random, 6).run(false));
  }

  /// Wants, and a peer that does what it is told, at random.
  private static final class Exchanged {
    private static final int BLOCKS = 12;

    private final Random random;
    private final int most;
    private final PeerWants wants;
    private final Set<Cid> remembered = new HashSet<>();

    /// What is asked for and neither withdrawn nor here.
    private final Set<Cid> wanted = new HashSet<>();

    /// What of it waits for an answer: whether for the block.
    private final Map<Cid, Boolean> open = new HashMap<>();

    /// What of it the peer has said to have: it need not be told of it again.
    private final Set<Cid> had = new HashSet<>();

    Exchanged(Random random, int most) {
      this.random = random;
      this.most = most;
      this.wants = new PeerWants(most);
    }

    /// @param honest whether the peer answers only what it was asked, and is asked no more than it
    ///   may remember
    void run(boolean honest) {
      for (int step = 0; step < 60; step++) {
        Cid cid = SimWorld.block(new byte[] {(byte) random.nextInt(BLOCKS)}).cid();
        switch (random.nextInt(8)) {
          case 0, 1 -> ask(cid, random.nextBoolean());
          case 2 -> withdraw(cid);
          case 3 -> say(cid, random.nextBoolean(), honest);
          case 4 -> send(cid, honest);
          case 5 -> {
            if (random.nextInt(4) == 0) {
              wants.anew();
            }
          }
          default -> tell();
        }
      }
      tell();
      assertThat(remembered).containsAll(open.keySet());
      if (honest) {
        assertThat(remembered).isEqualTo(wanted);
      }
      Set.copyOf(wanted).forEach(this::withdraw);
      tell();
      assertThat(remembered).isEmpty();
    }

    private void ask(Cid cid, boolean whole) {
      if (wants.want(whole ? block(cid) : have(cid), true)) {
        wanted.add(cid);
        had.remove(cid);
        open.merge(cid, whole, Boolean::logicalOr);
      }
    }

    private void withdraw(Cid cid) {
      wants.cancel(cid, wants.asked(cid));
      forget(cid);
    }

    private void forget(Cid cid) {
      wanted.remove(cid);
      had.remove(cid);
      open.remove(cid);
    }

    private void say(Cid cid, boolean refusal, boolean honest) {
      if (honest && !remembered.contains(cid)) {
        return;
      }
      wants.answered(cid, refusal);
      if (refusal) {
        open.remove(cid);
      } else if (!open.getOrDefault(cid, false)) {
        open.remove(cid);
        had.add(cid);
      }
    }

    private void send(Cid cid, boolean honest) {
      if (!honest || remembered.remove(cid)) {
        remembered.remove(cid);
        wants.came(cid);
        forget(cid);
      }
    }

    private void tell() {
      PeerWants.News news = wants.takeNews();
      if (news.full()) {
        remembered.clear();
        wanted.removeAll(had);
        had.clear();
      }
      for (Message.Want want : news.wants()) {
        if (want.cancel()) {
          assertThat(remembered.remove(want.cid())).as("a cancel of what it knows of").isTrue();
        } else {
          remembered.add(want.cid());
        }
      }
      assertThat(remembered).hasSizeLessThanOrEqualTo(most);
      assertThat(wants.hasNews()).isFalse();
    }
  }
}
