package network.cairn.content.unixfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentPathTest {
  private static final String CID = "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn";

  @ParameterizedTest
  @CsvSource({
    "/ipfs/CID, /ipfs/CID",
    "/ipfs/CID/, /ipfs/CID",
    "CID, /ipfs/CID",
    "CID/a/b, /ipfs/CID/a/b",
    "/ipfs/CID//a/./b/../c, /ipfs/CID/a/c",
    "ipfs://CID/a%20b, /ipfs/CID/a b",
    "ipfs:CID/a+b?x#y, /ipfs/CID/a+b",
    "IPFS://CID, /ipfs/CID",
    "/ipld/CID/a/0, /ipld/CID/a/0",
    "/ipns/example.org/a, /ipns/example.org/a",
    "ipns://example.org, /ipns/example.org",
  })
  void readsEveryForm(String text, String canonical) {
    assertThat(ContentPath.parse(text.replace("CID", CID)))
        .hasToString(canonical.replace("CID", CID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/ipfs",
        "/ipfs/",
        "/ipfs/nope",
        "/ipld",
        "/ipld/nope",
        "/ipxs/CID",
        "nope/a",
        "CID/..",
        "ipfs://",
        "ipfs://CID/%zz",
        "/ipld/nope",
        "/ipns"
      })
  void refusesOthers(String text) {
    assertThatThrownBy(() -> ContentPath.parse(text.replace("CID", CID)))
        .as(text)
        .isInstanceOf(InvalidPath.class);
  }
}
