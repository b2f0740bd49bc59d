package network.cairn.http.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.Optional;
import network.cairn.ledger.api.LedgerService;
import network.cairn.ledger.api.LedgerTransport;
import network.cairn.ledger.types.Profile;
import network.cairn.proto.ledgerapi.GetReply;
import network.cairn.proto.ledgerapi.ScanReply;
import network.cairn.proto.ledgerapi.StatusReply;
import network.cairn.proto.ledgerapi.TxReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LedgerJsonTest {
  private final LedgerJson json = new LedgerJson(Profile.DEV);

  private String of(String name, Message reply) {
    return new String(json.of(name, new LedgerTransport.Reply(200, reply.toByteArray())), UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, true",
    "'text/html, application/json;q=0.9', true",
    "APPLICATION/JSON, true",
    "application/x-protobuf, false",
    "*/*, false",
    "'', false"
  })
  void isWrittenWhereAskedFor(String accept, boolean wanted) {
    assertThat(LedgerJson.isWanted(Optional.of(accept))).isEqualTo(wanted);
    assertThat(LedgerJson.isWanted(Optional.empty())).isFalse();
  }

  @Test
  void writesEveryFieldOfAStatusInItsForm() {
    StatusReply status =
        StatusReply.newBuilder()
            .setChainId("cairn-\"x\"")
            .setChainRef(ByteString.fromHex("00ff"))
            .setHeight(Long.MAX_VALUE)
            .setBlockIntervalMs(-1)
            .build();
    assertThat(of("status", status))
        .isEqualTo(
            "{\"chainId\":\"cairn-\\\"x\\\"\",\"chainRef\":\"00ff\","
                + "\"height\":\"9223372036854775807\",\"appHash\":\"\",\"catchingUp\":false,"
                + "\"blockIntervalMs\":\"18446744073709551615\"}\n");
  }

  @ParameterizedTest
  @CsvSource({"submit", "tx"})
  void writesSmallNumbersAsNumbersWithoutSign(String name) {
    TxReply tx = TxReply.newBuilder().setIndex(-1).setCode(2).setReason("EXPIRED").build();
    assertThat(of(name, tx))
        .isEqualTo(
            "{\"bodyId\":\"\",\"height\":\"0\",\"index\":4294967295,\"code\":2,\"data\":\"\","
                + "\"reason\":\"EXPIRED\",\"log\":\"\"}\n");
  }

  @Test
  void writesListsAndLeavesAbsentMessagesOut() {
    assertThat(of("get", GetReply.getDefaultInstance()))
        .isEqualTo("{\"height\":\"0\",\"entries\":[]}\n");
    assertThat(of("scan", ScanReply.newBuilder().setMore(true).build()))
        .isEqualTo("{\"height\":\"0\",\"entries\":[],\"more\":true}\n");
    assertThat(json.of("events", new LedgerTransport.Reply(200, new byte[0]))).isEmpty();
  }

  @Test
  void writesProblemsOfAnyCall() {
    LedgerTransport.Reply problem = LedgerService.problem(404, "not-found", "there is no x");
    for (String name : new String[] {"status", "events", "x", ""}) {
      assertThat(new String(json.of(name, problem), UTF_8))
          .isEqualTo("{\"code\":\"not-found\",\"detail\":\"there is no x\"}\n");
    }
  }

  @Test
  void failsWhereTheLedgerAnswersWhatItCannot() {
    byte[] bad = {7, 7, 7};
    assertThatThrownBy(() -> json.of("status", new LedgerTransport.Reply(200, bad)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("an answer of the ledger's own does not decode");
    assertThatThrownBy(() -> json.of("nope", new LedgerTransport.Reply(200, new byte[0])))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the ledger answers no call nope");
  }
}
