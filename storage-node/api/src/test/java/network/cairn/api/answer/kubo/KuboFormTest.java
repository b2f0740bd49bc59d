package network.cairn.api.answer.kubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import org.junit.jupiter.api.Test;

/// One example of each answer that Kubo's clients read, as Kubo writes it.
final class KuboFormTest {
  private static final String CID = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";

  private static <A extends JsonRecord> void assertForm(
      A answer, Function<JsonValue, A> reader, String json) {
    assertThat(answer.json()).isEqualTo(json);
    assertThat(reader.apply(JsonValue.parse(json))).isEqualTo(answer);
  }

  @Test
  void writesBlocks() {
    assertForm(
        new BlockAnswer(CID, 9),
        BlockAnswer::read,
        """
        {"Key":"bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy","Size":9}\
        """);
    assertForm(
        new BlockRemoval("bafyA", "pinned: recursive"),
        BlockRemoval::read,
        """
        {"Hash":"bafyA","Error":"pinned: recursive"}\
        """);
    assertForm(
        new BlockRemoval("bafyA", ""),
        BlockRemoval::read,
        """
        {"Hash":"bafyA"}\
        """);
  }

  @Test
  void writesPins() {
    assertForm(
        PinsAnswer.of(List.of("bafyA", "bafyB")),
        PinsAnswer::read,
        """
        {"Pins":["bafyA","bafyB"]}\
        """);
    assertForm(
        new PinsAnswer(List.of(), Optional.of(new PinsAnswer.Fetched(3, 4096))),
        PinsAnswer::read,
        """
        {"Progress":3,"Bytes":4096}\
        """);
    assertForm(
        new PinAnswer("bafyA", "photos", "recursive"),
        PinAnswer::read,
        """
        {"Cid":"bafyA","Name":"photos","Type":"recursive"}\
        """);
    assertForm(
        new PinListAnswer(
            List.of(
                new PinAnswer("bafyA", "photos", "recursive"), new PinAnswer("b", "", "direct"))),
        PinListAnswer::read,
        """
        {"Keys":{"bafyA":{"Type":"recursive","Name":"photos"},\
        "b":{"Type":"direct","Name":""}}}\
        """);
  }

  @Test
  void writesChecksOfPins() {
    assertForm(
        new BadNodeAnswer("bafyC", "block is not here"),
        BadNodeAnswer::read,
        """
        {"Cid":"bafyC","Err":"block is not here"}\
        """);
    assertForm(
        new PinCheckAnswer(
            "bafyA", false, List.of(new BadNodeAnswer("b", "x"), new BadNodeAnswer("c", "y"))),
        PinCheckAnswer::read,
        """
        {"Cid":"bafyA","BadNodes":[{"Cid":"b","Err":"x"},{"Cid":"c","Err":"y"}]}\
        """);
    assertForm(
        new PinCheckAnswer("bafyA", true, List.of()),
        PinCheckAnswer::read,
        """
        {"Cid":"bafyA","Ok":true}\
        """);
  }

  @Test
  void writesTheRepository() {
    assertForm(
        new RepoStatAnswer(
            2048,
            10_000_000_000L,
            Optional.of(new RepoStatAnswer.Contents(3, 1, 1024, "/home/u/.cairn", "cairn-repo@1"))),
        RepoStatAnswer::read,
        """
        {"RepoSize":2048,"StorageMax":10000000000,"NumObjects":3,"NumPieces":1,\
        "PieceBytes":1024,"RepoPath":"/home/u/.cairn","Version":"cairn-repo@1"}\
        """);
    assertForm(
        new CollectedAnswer("bafyA", ""),
        CollectedAnswer::read,
        """
        {"Key":{"/":"bafyA"}}\
        """);
    assertForm(
        new RepoCheckAnswer("", 7),
        RepoCheckAnswer::read,
        """
        {"Msg":"","Progress":7}\
        """);
    assertForm(
        new RepoVersionAnswer("1"),
        RepoVersionAnswer::read,
        """
        {"Version":"1"}\
        """);
    assertForm(
        new VersionAnswer("0.1.0", "", "1", "amd64/linux", "", "25"),
        VersionAnswer::read,
        """
        {"Version":"0.1.0","Commit":"","Repo":"1","System":"amd64/linux","Golang":"",\
        "Java":"25"}\
        """);
    assertForm(
        new DependencyAnswer("a-b", "1.0"),
        DependencyAnswer::read,
        """
        {"Path":"a-b","Version":"1.0","ReplacedBy":"","Sum":""}\
        """);
  }

  @Test
  void writesKeys() {
    assertForm(
        new KeyAnswer("self", "k51A"),
        KeyAnswer::read,
        """
        {"Name":"self","Id":"k51A"}\
        """);
    assertForm(
        new KeysAnswer(List.of(new KeyAnswer("self", "k51A"), new KeyAnswer("b", "k51B"))),
        KeysAnswer::read,
        """
        {"Keys":[{"Name":"self","Id":"k51A"},{"Name":"b","Id":"k51B"}]}\
        """);
    assertForm(
        new KeysAnswer(List.of()),
        KeysAnswer::read,
        """
        {"Keys":[]}\
        """);
    assertForm(
        new KeyRenaming("b", "c", "k51B", true),
        KeyRenaming::read,
        """
        {"Was":"b","Now":"c","Id":"k51B","Overwrite":true}\
        """);
    assertForm(
        new KeySignature(new KeyAnswer("b", "k51B"), "uAA"),
        KeySignature::read,
        """
        {"Key":{"Name":"b","Id":"k51B"},"Signature":"uAA"}\
        """);
    assertForm(
        new KeyVerdict(new KeyAnswer("", "k51B"), true),
        KeyVerdict::read,
        """
        {"Key":{"Name":"","Id":"k51B"},"SignatureValid":true}\
        """);
  }

  @Test
  void writesPeers() {
    IdAnswer id =
        new IdAnswer(
            "12D3",
            "CAES",
            Optional.of(List.of("/ip4/1.2.3.4/tcp/1/p2p/12D3")),
            "kubo/0.38.0/",
            Optional.of(List.of("/ipfs/bitswap/1.2.0", "/ipfs/id/1.0.0")));
    String identify =
        """
        {"ID":"12D3","PublicKey":"CAES","Addresses":["/ip4/1.2.3.4/tcp/1/p2p/12D3"],\
        "AgentVersion":"kubo/0.38.0/","Protocols":["/ipfs/bitswap/1.2.0","/ipfs/id/1.0.0"]}\
        """;
    assertForm(id, IdAnswer::read, identify);
    PeerAnswer peer =
        new PeerAnswer("/ip4/1.2.3.4/tcp/1", "12D3", "2ms", 1, Optional.of(List.of("/x")), id);
    String connected =
        """
        {"Addr":"/ip4/1.2.3.4/tcp/1","Peer":"12D3","Latency":"2ms","Direction":1,\
        "Streams":[{"Protocol":"/x"}],"Identify":%s}\
        """
            .formatted(identify);
    assertForm(peer, PeerAnswer::read, connected);
    assertForm(
        new PeersAnswer(List.of(peer, peer)),
        PeersAnswer::read,
        """
        {"Peers":[%1$s,%1$s]}\
        """
            .formatted(connected));
  }

  @Test
  void writesAddressesAndTexts() {
    SequencedMap<String, List<String>> addresses = new LinkedHashMap<>();
    addresses.put("12D3B", List.of("/ip4/1.2.3.4/tcp/1"));
    addresses.put("12D3A", List.of());
    assertForm(
        new AddrsAnswer(addresses),
        AddrsAnswer::read,
        """
        {"Addrs":{"12D3B":["/ip4/1.2.3.4/tcp/1"],"12D3A":[]}}\
        """);
    assertForm(
        new TextsAnswer(List.of("connect 12D3 success")),
        TextsAnswer::read,
        """
        {"Strings":["connect 12D3 success"]}\
        """);
    assertForm(
        new PingAnswer(true, 1_500_000, ""),
        PingAnswer::read,
        """
        {"Success":true,"Time":1500000,"Text":""}\
        """);
    assertForm(
        new QueryAnswer(
            "",
            "",
            List.of(new QueryAnswer.Place("12D3", List.of("/ip4/1.2.3.4/tcp/1"))),
            QueryAnswer.PROVIDER),
        QueryAnswer::read,
        """
        {"Extra":"","ID":"","Responses":[{"Addrs":["/ip4/1.2.3.4/tcp/1"],"ID":"12D3"}],"Type":4}\
        """);
    assertForm(
        new QueryAnswer("", "12D3", List.of(), QueryAnswer.ASKING),
        QueryAnswer::read,
        """
        {"Extra":"","ID":"12D3","Responses":null,"Type":0}\
        """);
  }

  @Test
  void writesTheExchangeAndItsBytes() {
    assertForm(
        new WantlistAnswer(List.of("bafyA", "bafyB")),
        WantlistAnswer::read,
        """
        {"Keys":[{"/":"bafyA"},{"/":"bafyB"}]}\
        """);
    assertForm(
        new BitswapAnswer(
            List.of("bafyA"),
            List.of("12D3"),
            new BitswapAnswer.Count(1, 2),
            new BitswapAnswer.Count(3, 4),
            5,
            new BitswapAnswer.Count(6, 7)),
        BitswapAnswer::read,
        """
        {"Wantlist":[{"/":"bafyA"}],"Peers":["12D3"],"BlocksReceived":1,"DataReceived":2,\
        "DupBlksReceived":3,"DupDataReceived":4,"MessagesReceived":5,"BlocksSent":6,\
        "DataSent":7}\
        """);
    assertForm(
        new BitswapLedgerAnswer("12D3", 1.5, 30, 19, 4),
        BitswapLedgerAnswer::read,
        """
        {"Peer":"12D3","Value":1.5,"Sent":30,"Recv":19,"Exchanged":4}\
        """);
    assertForm(
        new BandwidthAnswer(1, 2, 3.5, 0),
        BandwidthAnswer::read,
        """
        {"TotalIn":1,"TotalOut":2,"RateIn":3.5,"RateOut":0.0}\
        """);
  }

  /// Kubo itself says more than a record holds, and now and then `null` for an empty list.
  @Test
  void readsWhatKuboWrites() {
    assertThat(
            KeysAnswer.read(
                JsonValue.parse("{\"Keys\":[{\"Name\":\"self\",\"Id\":\"k51A\"}],\"X\":1}")))
        .isEqualTo(new KeysAnswer(List.of(new KeyAnswer("self", "k51A"))));
    assertThat(PeersAnswer.read(JsonValue.parse("{\"Peers\":null}")).peers()).isEmpty();
    assertThat(TextsAnswer.read(JsonValue.parse("{\"Strings\":null}")).strings()).isEmpty();
    PeerAnswer peer =
        PeerAnswer.read(
            JsonValue.parse(
                "{\"Addr\":\"/ip4\",\"Peer\":\"p\",\"Latency\":\"\",\"Muxer\":\"\","
                    + "\"Direction\":0,\"Streams\":null,"
                    + "\"Identify\":{\"ID\":\"\",\"Addresses\":null}}"));
    assertThat(peer.streams()).isEmpty();
    assertThat(peer.identify()).isEqualTo(IdAnswer.UNKNOWN);
  }
}
