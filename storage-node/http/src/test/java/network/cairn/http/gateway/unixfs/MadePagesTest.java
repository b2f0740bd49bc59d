package network.cairn.http.gateway.unixfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.Test;

class MadePagesTest {
  private final MadePages pages = new MadePages();

  private static MadePages.Key key(String url) {
    Cid cid = Cid.v1(Multicodec.DAG_PB, Multihash.sha256(new byte[0]));
    return new MadePages.Key(cid, url, url, "", "", "");
  }

  @Test
  void givesBackWhatWasMade() {
    byte[] page = new byte[1000];
    pages.put(key("/a"), page);
    assertThat(pages.get(key("/a"))).containsSame(page);
    assertThat(pages.get(key("/b"))).isEmpty();
  }

  @Test
  void keepsNoPageThatTakesMostOfTheRoom() {
    pages.put(key("/a"), new byte[MadePages.LARGEST]);
    assertThat(pages.get(key("/a"))).isEmpty();
  }

  @Test
  void letsGoOfTheOneAskedForLongestAgo() {
    byte[] page = new byte[MadePages.MOST / 5];
    for (int i = 0; i < 4; i++) {
      pages.put(key("/" + i), page);
    }
    assertThat(pages.get(key("/0"))).isPresent();
    pages.put(key("/4"), page);
    assertThat(pages.get(key("/0"))).isPresent();
    assertThat(pages.get(key("/1"))).isEmpty();
    assertThat(pages.get(key("/4"))).isPresent();
  }

  /// Whatever the sizes, so many of the last that together they have room are there.
  @Test
  void neverForgetsTheLastThoughManyCome() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      pages.put(key("/" + i), new byte[random.nextInt(MadePages.LARGEST / 2)]);
      assertThat(pages.get(key("/" + i))).isPresent();
    }
    long held = 0;
    for (int i = 0; i < 2_000; i++) {
      held += pages.get(key("/" + i)).map(p -> p.length).orElse(0);
    }
    assertThat(held).isBetween(MadePages.MOST / 2L, (long) MadePages.MOST);
  }
}
