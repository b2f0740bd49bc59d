package network.cairn.api.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;
import network.cairn.api.answer.content.AddEvent;
import network.cairn.api.answer.content.CarImportEvent;
import network.cairn.api.answer.content.DagPathAnswer;
import network.cairn.api.answer.content.DagStatAnswer;
import network.cairn.api.answer.content.LinkAnswer;
import network.cairn.api.answer.content.LsAnswer;
import network.cairn.api.answer.content.ObjectAnswer;
import network.cairn.api.answer.content.PathAnswer;
import network.cairn.api.answer.content.RefAnswer;
import network.cairn.api.answer.kubo.AddrsAnswer;
import network.cairn.api.answer.kubo.BadNodeAnswer;
import network.cairn.api.answer.kubo.BandwidthAnswer;
import network.cairn.api.answer.kubo.BitswapAnswer;
import network.cairn.api.answer.kubo.BlockAnswer;
import network.cairn.api.answer.kubo.BlockRemoval;
import network.cairn.api.answer.kubo.CollectedAnswer;
import network.cairn.api.answer.kubo.IdAnswer;
import network.cairn.api.answer.kubo.KeyAnswer;
import network.cairn.api.answer.kubo.KeyRenaming;
import network.cairn.api.answer.kubo.KeysAnswer;
import network.cairn.api.answer.kubo.PeerAnswer;
import network.cairn.api.answer.kubo.PeersAnswer;
import network.cairn.api.answer.kubo.PinAnswer;
import network.cairn.api.answer.kubo.PinCheckAnswer;
import network.cairn.api.answer.kubo.PinListAnswer;
import network.cairn.api.answer.kubo.PingAnswer;
import network.cairn.api.answer.kubo.PinsAnswer;
import network.cairn.api.answer.kubo.RepoCheckAnswer;
import network.cairn.api.answer.kubo.RepoStatAnswer;
import network.cairn.api.answer.kubo.RepoVersionAnswer;
import network.cairn.api.answer.kubo.TextsAnswer;
import network.cairn.api.answer.kubo.VersionAnswer;
import network.cairn.api.answer.kubo.WantlistAnswer;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every answer is read back as it was written, and its fields are called as its components are.
final class AnswersTest {
  private static Arguments answer(
      Class<? extends JsonRecord> type, Function<JsonValue, ? extends JsonRecord> reader) {
    return Arguments.of(type, reader);
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        answer(WalletAddress.class, WalletAddress::read),
        answer(WalletBalance.class, WalletBalance::read),
        answer(WalletTransfer.class, WalletTransfer::read),
        answer(LedgerAnswer.class, LedgerAnswer::read),
        answer(LedgerMade.class, LedgerMade::read),
        answer(LedgerJoined.class, LedgerJoined::read),
        answer(LedgerVerified.class, LedgerVerified::read),
        answer(LedgerParams.class, LedgerParams::read),
        answer(LedgerParams.Parameter.class, LedgerParams.Parameter::read),
        answer(LedgerParams.Ballot.class, LedgerParams.Ballot::read),
        answer(VoteAnswer.class, VoteAnswer::read),
        answer(StakeAnswer.class, StakeAnswer::read),
        answer(TestnetAnswer.class, TestnetAnswer::read),
        answer(TestnetProcess.class, TestnetProcess::read),
        answer(TestnetBalance.class, TestnetBalance::read),
        answer(QuotedProvider.class, QuotedProvider::read),
        answer(StandingAgreement.class, StandingAgreement::read),
        answer(TermsAnswer.class, TermsAnswer::read),
        answer(QuoteAnswer.class, QuoteAnswer::read),
        answer(SlotAnswer.class, SlotAnswer::read),
        answer(AgreementAnswer.class, AgreementAnswer::read),
        answer(AgreementEnding.class, AgreementEnding::read),
        answer(EndingAnswer.class, EndingAnswer::read),
        answer(ReceiptAnswer.class, ReceiptAnswer::read),
        answer(ReceiptAnswer.Copy.class, ReceiptAnswer.Copy::read),
        answer(ProviderEntry.class, ProviderEntry::read),
        answer(HeldSet.class, HeldSet::read),
        answer(ProviderAnswer.class, ProviderAnswer::read),
        answer(BondChange.class, BondChange::read),
        answer(DealsTaken.class, DealsTaken::read),
        answer(SetEndingAnswer.class, SetEndingAnswer::read),
        answer(SetLeft.class, SetLeft::read),
        answer(RefAnswer.class, RefAnswer::read),
        answer(PathAnswer.class, PathAnswer::read),
        answer(DagStatAnswer.Dag.class, DagStatAnswer.Dag::read),
        answer(DagStatAnswer.class, DagStatAnswer::read),
        answer(AddEvent.Added.class, AddEvent::read),
        answer(AddEvent.Progress.class, AddEvent::read),
        answer(BlockAnswer.class, BlockAnswer::read),
        answer(BlockRemoval.class, BlockRemoval::read),
        answer(BadNodeAnswer.class, BadNodeAnswer::read),
        answer(KeyAnswer.class, KeyAnswer::read),
        answer(KeysAnswer.class, KeysAnswer::read),
        answer(KeyRenaming.class, KeyRenaming::read),
        answer(RepoCheckAnswer.class, RepoCheckAnswer::read),
        answer(RepoVersionAnswer.class, RepoVersionAnswer::read),
        answer(TextsAnswer.class, TextsAnswer::read),
        answer(VersionAnswer.class, VersionAnswer::read),
        answer(BandwidthAnswer.class, BandwidthAnswer::read),
        answer(PingAnswer.class, PingAnswer::read),
        answer(PinAnswer.class, PinAnswer::read));
  }

  static Stream<Class<?>> events() {
    return Arrays.stream(PutEvent.class.getPermittedSubclasses());
  }

  /// A record whose every component holds something of its own.
  private static Object sample(Class<?> type, int seed) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(components[i].getGenericType(), seed + i + 1);
    }
    return type.getDeclaredConstructor(types).newInstance(values);
  }

  private static Object value(Type type, int seed) throws ReflectiveOperationException {
    if (type == long.class) {
      return (long) seed;
    }
    if (type == double.class) {
      return seed + 0.5;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == String.class) {
      return "text \"" + seed + "\"\n";
    }
    if (type instanceof ParameterizedType generic) {
      Type of = generic.getActualTypeArguments()[0];
      Object one = value(of, seed + 100);
      return generic.getRawType() == List.class
          ? List.of(one, value(of, seed + 200))
          : Optional.of(one);
    }
    return sample((Class<?>) type, seed);
  }

  private static Stream<String> names(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).flatMap(AnswersTest::names);
  }

  private static Stream<String> names(RecordComponent component) {
    String name =
        Character.toUpperCase(component.getName().charAt(0)) + component.getName().substring(1);
    // A part that is no object of its own stands among the others.
    if (component.getType().isRecord() && !JsonRecord.class.isAssignableFrom(component.getType())) {
      return names(component.getType());
    }
    // What may be missing stands beside the others, behind a truth that says whether it is there.
    return component.getType() == Optional.class
        ? Stream.concat(Stream.of("Registered"), names(ProviderAnswer.Registration.class))
        : Stream.of(name);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void readsBackWhatItWrites(
      Class<? extends JsonRecord> type, Function<JsonValue, ? extends JsonRecord> reader)
      throws ReflectiveOperationException {
    JsonRecord sample = (JsonRecord) sample(type, 0);
    JsonValue written = JsonValue.parse(sample.json());
    assertThat(reader.apply(written)).isEqualTo(sample);
    assertThat(written.fields().keySet()).containsExactlyElementsOf(names(type).toList());
    assertThat(reader.apply(JsonValue.parse("{}")).json()).startsWith("{");
  }

  @ParameterizedTest
  @MethodSource("events")
  void readsBackEveryStepOfAPut(Class<?> type) throws ReflectiveOperationException {
    PutEvent sample = (PutEvent) sample(type, 0);
    JsonValue written = JsonValue.parse(sample.json());
    assertThat(PutEvent.read(written)).contains(sample);
    assertThat(written.fields().keySet())
        .containsExactlyElementsOf(Stream.concat(Stream.of("Event"), names(type)).toList());
    assertThat(written.at("Event").text())
        .isEqualTo(type.getSimpleName().toLowerCase(java.util.Locale.ROOT));
  }

  private static <A extends JsonRecord> void assertForm(
      A answer, Function<JsonValue, A> reader, String json) {
    assertThat(answer.json()).isEqualTo(json);
    assertThat(reader.apply(JsonValue.parse(json))).isEqualTo(answer);
  }

  @Test
  void writesPinsAsKuboDoes() {
    assertForm(
        new PinsAnswer(List.of(), Optional.of(new PinsAnswer.Fetched(7, 9))),
        PinsAnswer::read,
        "{\"Progress\":7,\"Bytes\":9}");
    assertForm(
        new PinsAnswer(List.of("a", "b"), Optional.of(new PinsAnswer.Fetched(7, 9))),
        PinsAnswer::read,
        "{\"Pins\":[\"a\",\"b\"],\"Progress\":7,\"Bytes\":9}");
    assertForm(PinsAnswer.of(List.of("a")), PinsAnswer::read, "{\"Pins\":[\"a\"]}");
    PinAnswer named = new PinAnswer("a", "n", "recursive");
    PinAnswer nameless = new PinAnswer("b", "", "indirect through a");
    assertForm(
        new PinListAnswer(List.of(named, nameless)),
        PinListAnswer::read,
        "{\"Keys\":{\"a\":{\"Type\":\"recursive\",\"Name\":\"n\"},"
            + "\"b\":{\"Type\":\"indirect through a\",\"Name\":\"\"}}}");
    assertForm(new PinListAnswer(List.of()), PinListAnswer::read, "{}");
    assertForm(nameless, PinAnswer::read, "{\"Cid\":\"b\",\"Type\":\"indirect through a\"}");
    assertThat(PinListAnswer.read(JsonValue.parse(named.json())).pins()).containsExactly(named);
    assertThat(new PinListAnswer(List.of(named, nameless, new PinAnswer("a", "", "direct"))).pins())
        .containsExactly(new PinAnswer("a", "", "direct"), nameless);
    assertForm(
        new PinCheckAnswer("a", true, List.of()),
        PinCheckAnswer::read,
        "{\"Cid\":\"a\",\"Ok\":true}");
    assertForm(
        new PinCheckAnswer("a", false, List.of(new BadNodeAnswer("b", "gone"))),
        PinCheckAnswer::read,
        "{\"Cid\":\"a\",\"BadNodes\":[{\"Cid\":\"b\",\"Err\":\"gone\"}]}");
  }

  @Test
  void writesContentAsKuboDoes() {
    assertForm(
        new AddEvent.Added("a\u0001\"/ä", "b", 7),
        AddEvent::read,
        "{\"Name\":\"a\\u0001\\\"/ä\",\"Hash\":\"b\",\"Size\":\"7\"}");
    assertForm(
        new AddEvent.Progress("a", 262144), AddEvent::read, "{\"Name\":\"a\",\"Bytes\":262144}");
    assertForm(
        new LsAnswer(
            List.of(
                new LsAnswer.Listed(
                    "/ipfs/a",
                    List.of(
                        new LinkAnswer("n", "b", 7, 2, "t", 0, ""),
                        new LinkAnswer("m", "c", 0, 1, "", 2147484141L, "2025-01-02T03:04:05Z"))),
                new LsAnswer.Listed("c", List.of()))),
        LsAnswer::read,
        "{\"Objects\":[{\"Hash\":\"/ipfs/a\",\"Links\":[{\"Name\":\"n\",\"Hash\":\"b\",\"Size\":7,"
            + "\"Type\":2,\"Target\":\"t\",\"Mode\":0,\"ModTime\":\"0001-01-01T00:00:00Z\"},"
            + "{\"Name\":\"m\",\"Hash\":\"c\",\"Size\":0,\"Type\":1,\"Target\":\"\","
            + "\"Mode\":2147484141,\"ModTime\":\"2025-01-02T03:04:05Z\"}]},"
            + "{\"Hash\":\"c\",\"Links\":[]}]}");
    assertForm(new RefAnswer("a", ""), RefAnswer::read, "{\"Ref\":\"a\",\"Err\":\"\"}");
    assertForm(new ObjectAnswer("a"), ObjectAnswer::read, "{\"Cid\":{\"/\":\"a\"}}");
    assertForm(
        new DagPathAnswer("a", "b/0"),
        DagPathAnswer::read,
        "{\"Cid\":{\"/\":\"a\"},\"RemPath\":\"b/0\"}");
    assertForm(
        new DagStatAnswer(1, 2, 3, 1.5, List.of(new DagStatAnswer.Dag("a", 4, 5))),
        DagStatAnswer::read,
        "{\"UniqueBlocks\":1,\"TotalSize\":2,\"SharedSize\":3,\"Ratio\":1.5,"
            + "\"DagStats\":[{\"Cid\":\"a\",\"Size\":4,\"NumBlocks\":5}]}");
    assertForm(
        new CarImportEvent.Root("a", "no"),
        v -> CarImportEvent.read(v).orElseThrow(),
        "{\"Root\":{\"Cid\":{\"/\":\"a\"},\"PinErrorMsg\":\"no\"}}");
    assertForm(
        new CarImportEvent.Stats(1, 2),
        v -> CarImportEvent.read(v).orElseThrow(),
        "{\"Stats\":{\"BlockCount\":1,\"BlockBytesCount\":2}}");
    assertThat(CarImportEvent.read(JsonValue.parse("{}"))).isEmpty();
  }

  @Test
  void writesRepositoriesAsKuboDoes() {
    assertForm(new CollectedAnswer("a", ""), CollectedAnswer::read, "{\"Key\":{\"/\":\"a\"}}");
    assertForm(new CollectedAnswer("", "no"), CollectedAnswer::read, "{\"Error\":\"no\"}");
    assertForm(
        new RepoStatAnswer(1, 2, Optional.empty()),
        RepoStatAnswer::read,
        "{\"RepoSize\":1,\"StorageMax\":2}");
    assertForm(
        new RepoStatAnswer(
            1, 2, Optional.of(new RepoStatAnswer.Contents(3, 4, 5, "/home", "cairn-repo@1"))),
        RepoStatAnswer::read,
        "{\"RepoSize\":1,\"StorageMax\":2,\"NumObjects\":3,\"NumPieces\":4,\"PieceBytes\":5,"
            + "\"RepoPath\":\"/home\",\"Version\":\"cairn-repo@1\"}");
    assertForm(new BlockRemoval("a", ""), BlockRemoval::read, "{\"Hash\":\"a\"}");
  }

  @Test
  void writesPeersAsKuboDoes() {
    String unknown =
        "{\"ID\":\"\",\"PublicKey\":\"\",\"Addresses\":null,\"AgentVersion\":\"\",\"Protocols\":null}";
    assertForm(IdAnswer.UNKNOWN, IdAnswer::read, unknown);
    IdAnswer known =
        new IdAnswer("p", "k", Optional.of(List.of("/ip4")), "a", Optional.of(List.of()));
    assertForm(
        known,
        IdAnswer::read,
        "{\"ID\":\"p\",\"PublicKey\":\"k\",\"Addresses\":[\"/ip4\"],\"AgentVersion\":\"a\","
            + "\"Protocols\":[]}");
    assertForm(new PeersAnswer(List.of()), PeersAnswer::read, "{\"Peers\":null}");
    assertForm(
        new PeersAnswer(
            List.of(new PeerAnswer("/ip4", "p", "", 0, Optional.empty(), IdAnswer.UNKNOWN))),
        PeersAnswer::read,
        "{\"Peers\":[{\"Addr\":\"/ip4\",\"Peer\":\"p\",\"Identify\":" + unknown + "}]}");
    assertForm(
        new PeerAnswer("/ip4", "p", "n/a", 2, Optional.of(List.of("/id")), IdAnswer.UNKNOWN),
        PeerAnswer::read,
        "{\"Addr\":\"/ip4\",\"Peer\":\"p\",\"Latency\":\"n/a\",\"Direction\":2,"
            + "\"Streams\":[{\"Protocol\":\"/id\"}],\"Identify\":"
            + unknown
            + "}");
    SequencedMap<String, List<String>> addresses = new LinkedHashMap<>();
    addresses.put("p", List.of("/ip4", "/ip6"));
    addresses.put("o", List.of());
    assertForm(
        new AddrsAnswer(addresses),
        AddrsAnswer::read,
        "{\"Addrs\":{\"p\":[\"/ip4\",\"/ip6\"],\"o\":[]}}");
  }

  @Test
  void writesTheExchangeAsKuboDoes() {
    assertForm(
        new WantlistAnswer(List.of("a")), WantlistAnswer::read, "{\"Keys\":[{\"/\":\"a\"}]}");
    assertForm(
        new BitswapAnswer(
            List.of("a"),
            List.of("p"),
            new BitswapAnswer.Count(1, 2),
            new BitswapAnswer.Count(3, 4),
            5,
            new BitswapAnswer.Count(6, 7)),
        BitswapAnswer::read,
        "{\"Wantlist\":[{\"/\":\"a\"}],\"Peers\":[\"p\"],\"BlocksReceived\":1,\"DataReceived\":2,"
            + "\"DupBlksReceived\":3,\"DupDataReceived\":4,\"MessagesReceived\":5,"
            + "\"BlocksSent\":6,\"DataSent\":7}");
  }

  @Test
  void passesOverAStepThatItDoesNotKnow() {
    assertThat(PutEvent.read(JsonValue.parse("{\"Event\":\"sung\"}"))).isEmpty();
  }

  @Test
  void leavesOutWhatAProviderIsNotRegisteredWith() {
    ProviderAnswer answer =
        ProviderAnswer.read(
            JsonValue.parse(
                "{\"Height\":7,\"Operator\":\"cairn1x\",\"Warnings\":[\"a warning\"]}"));
    assertThat(answer.registration()).isEmpty();
    assertThat(answer.json())
        .startsWith("{\"Height\":7,\"SeenAt\":\"\",")
        .contains(
            "\"Operator\":\"cairn1x\",\"Registered\":false,\"Unbonding\":[],\"Taking\":false,")
        .doesNotContain("Bond\"", "Payout")
        .endsWith("\"History\":[],\"Warnings\":[\"a warning\"]}");
    assertThat(ProviderAnswer.read(JsonValue.parse(answer.json()))).isEqualTo(answer);
  }
}
