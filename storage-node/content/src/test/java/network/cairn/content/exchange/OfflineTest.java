package network.cairn.content.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OfflineTest {
  private static final Cid ROOT = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {1}));

  @Test
  @Timeout(10)
  void hasNobodyToAskAndLetsNobodyWait() throws InterruptedException {
    Exchange offline = Exchange.offline();
    assertThat(offline.isOnline()).isFalse();
    try (ExchangeSession session = offline.session(ROOT)) {
      session.prefetch(List.of(ROOT));
      assertThat(session.get(ROOT, Duration.ofDays(1))).isEmpty();
      assertThat(session.searched()).isEmpty();
    }
  }

  @Test
  void anExchangeIsOnlineUnlessItSaysOtherwise() {
    Exchange exchange = _ -> Exchange.offline().session(ROOT);
    assertThat(exchange.isOnline()).isTrue();
  }
}
