package network.cairn.content.exchange.bitswap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import network.cairn.ipld.cid.Cid;
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
}
