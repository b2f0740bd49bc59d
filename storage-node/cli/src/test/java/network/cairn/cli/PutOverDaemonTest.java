package network.cairn.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `cairn put` from the question to the receipt.
@Timeout(60)
final class PutOverDaemonTest {
  static final String QUOTE =
      "{\"Quote\":\"q1\",\"Root\":\"bafyR\",\"Piece\":\"bafyP\",\"PieceBytes\":2048,\"Copies\":2,\"Term\":180,\"Ceiling\":\"20000000000000000\",\"Rent\":\"3000000000000000000\",\"Deposit\":\"500000000000000000\",\"Fee\":\"1\",\"Collateral\":\"0\",\"Total\":\"3500000000000000001\",\"PeriodMillis\":86400000,\"ValidUntil\":99,\"EndHeight\":3110409,\"Height\":9,\"Time\":\"2026-01-01T00:00:00Z\",\"BlockMillis\":5000,\"Balance\":\"9000000000000000000\",\"Providers\":[{\"Provider\":\"cairn1p\",\"Peer\":\"12D3\",\"Price\":\"10000000000000000\"}]}\n";
  private static final String SHOWN =
      """
      Keep bafyR
        piece       bafyP (2.00 KiB)
        copies      2, for 180 days (180 periods of 1 day), until about 2026-06-30 00:00 UTC, in 180 days
        price       at most 0.02 CAIRN per GiB and day
        rent        3 CAIRN (unproven periods come back)
        deposits    0.5 CAIRN (come back at the end)
        fee         0.000000000000000001 CAIRN
        collateral  0 CAIRN locked by each provider
        provider    p at 0.01 CAIRN
        total       3.500000000000000001 CAIRN of 9 CAIRN
      """;
  static final String EVENTS =
      """
      {"Event":"created","Agreement":7,"Height":9}
      {"Event":"taken","Slot":0,"Provider":"cairn1p"}
      {"Event":"sung","Verse":3}
      {"Event":"pulling","Slot":0,"Provider":"cairn1p","Bytes":7,"Of":9}
      {"Event":"opened","Slot":0,"Provider":"cairn1p","Set":4,"Deadline":50}
      {"Event":"proven","Slot":0,"Set":4}
      {"Event":"done","Agreement":7,"Complete":true,"Proven":true,"Problems":[],"FirstProofsDue":50}
      """;

  @TempDir private Path folder;
  private FakeDaemon daemon;
  private Session session;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon();
    session = new Session(folder);
    Files.writeString(folder.resolve("a"), "content");
    daemon
        .answer("add", "{\"Name\":\"a\",\"Hash\":\"bafyR\",\"Size\":\"9\"}\n")
        .answer("put/check", "{}")
        .answer("put/quote", QUOTE)
        .answer("put", EVENTS)
        .answer("put/resume", EVENTS)
        .answer("receipt/get", "the receipt");
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  @Test
  void addsAsksPaysFollowsAndKeepsTheReceipt() {
    session.typing("y\n");
    assertThat(
            session.ask(
                daemon, "put", "a", "--copies=2", "--for=180d", "--max-price=0.02", "--wait-proof"))
        .isZero();
    assertThat(daemon.targets())
        .containsExactly(
            "put/check?copies=2&for=180d&max-price=0.02&multiplier=1",
            "add?profile=home&pin=true&progress=true&stream-channels=true",
            "put/quote?arg=bafyR&copies=2&for=180d&max-price=0.02&multiplier=1",
            "put?arg=q1&wait-proof=true",
            "receipt/get?arg=7");
    assertThat(session.out())
        .isEqualTo(
            SHOWN
                + "root bafyR\n"
                + "agreement 7: every copy is kept; first proofs are due by height 50\n"
                + "receipt "
                + folder.resolve("agreement-7.receipt")
                + "\n");
    assertThat(session.err())
        .isEqualTo(
            """
            added bafyR
            Pay this? [y/N] agreement 7 created and paid, height 9
            copy 0: taken by p
            copy 0: kept by p, set 4, first proof due by height 50
            copy 0: proven
            """);
    assertThat(folder.resolve("agreement-7.receipt")).hasContent("the receipt");
  }

  private static byte[] receipt(String chain, int reference, String rest) {
    byte[] ref = new byte[32];
    ref[0] = (byte) reference;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {10, (byte) chain.length()});
    out.writeBytes(chain.getBytes(US_ASCII));
    out.writeBytes(new byte[] {18, 32});
    out.writeBytes(ref);
    out.writeBytes(rest.getBytes(US_ASCII));
    return out.toByteArray();
  }

  private String putting(byte[] receipt) {
    daemon.answer("receipt/get", receipt);
    assertThat(session.ask(daemon, "put", "--cid", "bafyR", "--yes")).isZero();
    return session.out().substring(session.out().lastIndexOf('/') + 1).strip();
  }

  /// Agreements of each chain are numbered from 1.
  @Test
  void keepsTheReceiptsOfTwoChainsApart() {
    byte[] one = receipt("cairn-a", 1, "early");
    assertThat(putting(one)).isEqualTo("agreement-7.receipt");
    byte[] later = receipt("cairn-a", 1, "later");
    assertThat(putting(later)).isEqualTo("agreement-7.receipt");
    byte[] other = receipt("cairn-a", 2, "other");
    assertThat(putting(other)).isEqualTo("agreement-7-02000000.receipt");
    assertThat(putting(receipt("cairn-b", 1, "b"))).isEqualTo("agreement-7-01000000.receipt");
    assertThat(folder.resolve("agreement-7.receipt")).hasBinaryContent(later);
    assertThat(folder.resolve("agreement-7-02000000.receipt")).hasBinaryContent(other);
  }

  @Test
  void leavesAFileAloneThatIsNoReceipt() throws IOException {
    Files.writeString(folder.resolve("agreement-7.receipt"), "mine");
    assertThat(putting(receipt("cairn-a", 255, "r"))).isEqualTo("agreement-7-ff000000.receipt");
    assertThat(folder.resolve("agreement-7.receipt")).hasContent("mine");
    daemon.answer("receipt/get", receipt("cairn-a", 255, "s"));
    String named = "--receipt=agreement-7.receipt";
    assertThat(session.ask(daemon, "put", "--cid", "bafyR", "--yes", named)).isZero();
    assertThat(folder.resolve("agreement-7.receipt"))
        .hasBinaryContent(receipt("cairn-a", 255, "s"));
  }

  @Test
  void asksForNoQuoteOfASymlinkOrOfNothing() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), Path.of("a"));
    Files.createFile(folder.resolve("empty"));
    assertThat(session.ask(daemon, "put", "link", "--yes")).isZero();
    assertThat(daemon.calls().get(1).body()).contains("\r\n\r\ncontent\r\n");
    daemon.forget();
    for (String nothing : new String[] {"empty", ""}) {
      assertThat(session.ask(daemon, "put", nothing, "--yes")).isOne();
      assertThat(daemon.calls()).isEmpty();
    }
  }

  /// A script that reads the failure puts nothing again.
  @Test
  void saysThatAllIsKeptWhereOnlyTheReceiptFails() {
    daemon.answer("receipt/get", "");
    assertThat(session.ask(daemon, "put", "--cid", "bafyR", "--yes")).isOne();
    assertThat(session.out()).contains("\nroot bafyR\nagreement 7: every copy is kept");
    assertThat(session.err())
        .contains("agreement 7 is paid and every copy is kept, but its receipt was not written: ")
        .endsWith("'cairn receipt get -o FILE 7' gets it\n");
  }

  @Test
  void takesACidInsteadOfAPathAndAsksNobody() {
    assertThat(session.ask(daemon, "put", "--cid", "bafyR", "--yes", "--receipt=mine")).isZero();
    assertThat(daemon.targets().getFirst()).isEqualTo("put/quote?arg=bafyR&copies=3&multiplier=1");
    assertThat(session.err()).doesNotContain("Pay this?");
    assertThat(folder.resolve("mine")).hasContent("the receipt");
    assertThat(folder.resolve("agreement-7.receipt")).doesNotExist();
  }

  @Test
  void buysNothingWithoutAYes() {
    for (String answer : new String[] {"n\n", "\n", "", "yess\n"}) {
      session.typing(answer);
      assertThat(session.ask(daemon, "put", "--cid", "bafyR")).isOne();
      assertThat(session.err()).isEqualTo("Pay this? [y/N] Error: not paid; nothing was bought\n");
    }
    for (String answer : new String[] {"Y", " yes \n", "YES\n"}) {
      session.typing(answer);
      assertThat(session.ask(daemon, "put", "--cid", "bafyR")).isZero();
    }
    session.piping("y\n");
    daemon.forget();
    daemon.answer("put/quote", QUOTE);
    assertThat(session.ask(daemon, "put", "--cid", "bafyR")).isOne();
    assertThat(session.err())
        .isEqualTo(
            "Error: there is nobody to ask; say --yes to pay, or --dry-run to see what it costs\n");
    assertThat(daemon.targets()).isEmpty();
  }

  @Test
  void fillsTheRestOfAnAgreementWithoutAQuote() {
    daemon.answer(
        "put/resume",
        "{\"Event\":\"done\",\"Agreement\":8,\"Complete\":true,\"Proven\":false,"
            + "\"Problems\":[\"cairn1q is slow\"],\"FirstProofsDue\":0}\n");
    assertThat(session.ask(daemon, "put", "--resume=8")).isZero();
    assertThat(daemon.targets())
        .containsExactly("put/resume?arg=8&wait-proof=false", "receipt/get?arg=8");
    assertThat(session.err()).isEqualTo("cairn1q is slow\n");
    assertThat(session.out())
        .startsWith("agreement 8: every copy is placed, and none waits for its first proof\n");
  }

  @Test
  void givesEventsToProgramsAndTheQuoteToPeople() {
    assertThat(session.ask(daemon, "put", "--enc=json", "--cid", "bafyR", "-y")).isZero();
    assertThat(session.out()).isEqualTo(EVENTS);
    assertThat(session.err()).startsWith("{\n  \"Quote\": \"q1\",").contains("\"Peer\": \"12D3\"");
    assertThat(folder.resolve("agreement-7.receipt")).hasContent("the receipt");
  }

  @Test
  void wantsAPathOrAnAgreement() {
    assertThat(session.ask(daemon, "put")).isOne();
    assertThat(session.err())
        .startsWith("Error: argument \"path\" is required\n")
        .contains("--help");
    assertThat(session.ask(daemon, "put", "gone")).isOne();
    assertThat(session.err()).isEqualTo("Error: gone: no such file or directory\n");
    assertThat(session.run("put", "a")).isOne();
    assertThat(session.err()).contains("must be run in online mode");
    assertThat(daemon.calls()).isEmpty();
  }

  @Test
  void judgesWhatItCanBeforeAnythingIsDone() throws IOException {
    List<List<String>> wrong =
        List.of(
            List.of("--copies=0", "option \"copies\" is 1 to 16, not 0"),
            List.of("--copies=17", "option \"copies\" is 1 to 16, not 17"),
            List.of("--multiplier=5", "option \"multiplier\" is 1 to 4, not 5"),
            List.of(
                "--for=soon", "option \"for\": \"soon\" is no time to keep something for; write"),
            List.of("--for=6 months", "write 12h, 30d, 2w, 6mo (30 days each) or 1y, or 20p"),
            List.of("--max-price=cheap", "option \"max-price\": 'cheap' is no amount; write CAIRN"),
            List.of("--receipt=gone/r", "there is no folder " + folder.resolve("gone")),
            List.of("--resume=x", "option \"resume\" is the number of an agreement"));
    for (List<String> each : wrong) {
      List<String> words = new ArrayList<>(List.of("put", "--yes", each.getFirst()));
      if (!each.getFirst().startsWith("--resume")) {
        words.add("a");
      }
      assertThat(session.ask(daemon, words)).as(each.getFirst()).isOne();
      assertThat(session.err()).startsWith("Error: ").contains(each.getLast());
    }
    assertThat(session.ask(daemon, "put", "--resume=7", "a")).isOne();
    assertThat(session.err()).contains("takes no path");
    assertThat(session.ask(daemon, "put", "--yes", "a", "gone")).isOne();
    assertThat(session.err()).isEqualTo("Error: gone: no such file or directory\n");
    assertThat(session.ask(daemon, "put", "--yes", "--receipt=one", "a", "a")).isOne();
    assertThat(session.err()).contains("name a folder that is there");
    assertThat(daemon.calls()).isEmpty();
    daemon.refuse("put/check", "application/json", "{\"Message\":\"at most 10 h\"}");
    assertThat(session.ask(daemon, "put", "--yes", "a")).isOne();
    assertThat(session.err()).isEqualTo("Error: at most 10 h\n");
    assertThat(daemon.targets()).containsExactly("put/check?copies=3&multiplier=1");
  }

  @Test
  void keepsEveryPathByItselfAndStandardInput() throws IOException {
    Files.createDirectory(folder.resolve("receipts"));
    session.piping("from a pipe");
    assertThat(session.ask(daemon, "put", "--yes", "--receipt=receipts", "a", "-")).isZero();
    assertThat(daemon.targets().stream().filter(t -> t.startsWith("put?"))).hasSize(2);
    assertThat(daemon.calls().stream().filter(c -> c.body().contains("from a pipe"))).hasSize(1);
    assertThat(folder.resolve("receipts/agreement-7.receipt")).hasContent("the receipt");
    assertThat(session.ask(daemon, "put", "-")).isOne();
    assertThat(session.err()).contains("there is nobody to ask");
    assertThat(session.ask(daemon, "put", "--yes", "-", "-")).isOne();
    assertThat(session.err()).contains("standard input can be read once");
  }

  @Test
  void showsWhatItCostsAndBuysNothing() {
    session.piping("");
    assertThat(session.ask(daemon, "put", "--dry-run", "a")).isZero();
    assertThat(session.out()).isEqualTo(SHOWN);
    assertThat(session.err()).isEqualTo("added bafyR\nnothing was bought: --dry-run\n");
    assertThat(daemon.targets())
        .containsExactly(
            "put/check?copies=3&multiplier=1",
            "add?profile=home&pin=false&progress=true&stream-channels=true",
            "put/quote?arg=bafyR&copies=3&multiplier=1");
    assertThat(session.ask(daemon, "put", "--dry-run", "--enc=json", "a")).isZero();
    assertThat(session.out()).startsWith("{\"Quote\":\"q1\",").hasLineCount(1);
  }

  @Test
  void paysTwiceForTheSameOnlyWhoSaysSo() {
    String twice =
        QUOTE.replace(
            "\"Balance\"",
            "\"Standing\":[{\"Agreement\":5,\"Copies\":3,\"EndHeight\":17289}],\"Balance\"");
    daemon.answer("put/quote", twice);
    assertThat(session.ask(daemon, "put", "--cid", "bafyR", "--yes")).isOne();
    assertThat(session.out())
        .contains(
            "kept        already by your agreement 5: copies 3, until about 2026-01-02 00:00 UTC,"
                + " in 1 day\n");
    assertThat(session.err())
        .isEqualTo(
            "Error: agreement 5 of yours already keeps bafyR; nothing was bought. Say --again to"
                + " pay for it once more\n");
    session.typing("n\n");
    assertThat(session.ask(daemon, "put", "--cid", "bafyR")).isOne();
    assertThat(session.err()).startsWith("agreement 5 already keeps this. Pay for it once more?");
    assertThat(daemon.targets()).noneMatch(t -> t.startsWith("put?"));
    assertThat(session.ask(daemon, "put", "--cid", "bafyR", "--yes", "--again")).isZero();
  }

  @Test
  void drawsALineForEachCopyOnItsWay() {
    session.drawing();
    daemon.answer(
        "put",
        """
        {"Event":"created","Agreement":7,"Height":9}
        {"Event":"pulling","Slot":0,"Provider":"cairn1p","Bytes":1048576,"Of":2097152}
        {"Event":"refused","Slot":0,"Provider":"cairn1p","Reason":"NO_ROOM: full"}
        {"Event":"done","Agreement":7,"Complete":true,"Problems":[],"FirstProofsDue":0}
        """);
    assertThat(session.ask(daemon, "put", "--cid", "bafyR", "--yes")).isZero();
    assertThat(session.err())
        .isEqualTo(
            "agreement 7 created and paid, height 9\n"
                + "copy 0  p  50%  1.00 MiB of 2.00 MiB\n"
                + "\u001b[1A\r\u001b[J"
                + "copy 0: p refused: NO_ROOM: full\n");
  }

  @Test
  void tellsInOneLineWhatIsWrongWithTheAnswers() {
    daemon.answer("put/quote", "{\"Quote\":\"q1\",\"Rent\":\"much\"}");
    assertThat(session.ask(daemon, "put", "--cid", "bafyR", "-y")).isOne();
    assertThat(session.err()).isEqualTo("Error: the daemon answered \"much\" for an amount\n");
    daemon.answer("put/quote", QUOTE.substring(0, 50));
    assertThat(session.ask(daemon, "put", "--cid", "bafyR", "-y")).isOne();
    assertThat(session.err())
        .isEqualTo("Error: the daemon answered something that is not JSON, at character 50\n");
    daemon.answer("put/quote", QUOTE).answer("put", "{\"Event\":\"created\",\"Agreement\":\"x\"}");
    assertThat(session.ask(daemon, "put", "--cid", "bafyR", "-y")).isOne();
    assertThat(session.err()).isEqualTo("Error: the daemon answered \"x\" for a number\n");
    daemon.answer("put", "");
    assertThat(session.ask(daemon, "put", "--cid", "bafyR", "-y")).isOne();
    assertThat(session.err()).contains("the daemon ended before the copies were placed");
    daemon.refuse("put", "application/json", "{\"Message\":\"the quote is too old\"}");
    assertThat(session.ask(daemon, "put", "--cid", "bafyR", "-y")).isOne();
    assertThat(session.err()).isEqualTo("Error: the quote is too old\n");
    assertThat(folder.resolve("agreement-7.receipt")).doesNotExist();
  }
}
