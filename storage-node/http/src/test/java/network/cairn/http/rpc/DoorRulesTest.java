package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import network.cairn.api.table.NodeTable;
import network.cairn.api.table.SwarmTable;
import network.cairn.http.door.TestRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who gets in where the door's owner has said so, and what web pages are told.
final class DoorRulesTest {
  private static final List<Route> ROUTES =
      List.of(
          Route.of(NodeTable.VERSION, (_, reply) -> reply.header("X-Reached", "version")),
          Route.of(SwarmTable.ID, (_, reply) -> reply.header("X-Reached", "id")));

  private static TestDoor door(String secret, String... paths) {
    DoorRules.Grant grant = new DoorRules.Grant(secret, List.of(paths));
    return new TestDoor(ROUTES, new DoorRules(Map.of(), List.of(grant)));
  }

  private static int status(TestDoor door, String command, String authorization) {
    TestRequest request = TestRequest.post(RpcHandler.PREFIX + command);
    return door.answer(
            authorization.isEmpty() ? request : request.with("Authorization", authorization))
        .status();
  }

  @ParameterizedTest
  @CsvSource({
    "bearer:mine, Bearer mine, 200",
    "mine, Bearer mine, 200",
    "bearer:a:b, Bearer a:b, 200",
    "basic:user:pass, Basic dXNlcjpwYXNz, 200",
    "basic:dXNlcjpwYXNz, Basic dXNlcjpwYXNz, 200",
    "bearer:mine, '', 403",
    "bearer:mine, Bearer other, 403",
    "bearer:mine, Bearer min, 403",
    "bearer:mine, Basic mine, 403",
    "bearer:mine, mine, 403",
    "'', 'Bearer ', 403",
    "digest:mine, Bearer mine, 403",
    "digest:mine, '', 403",
  })
  void asksForTheSecret(String secret, String shown, int status) {
    assertThat(status(door(secret, "/api/v0"), "id", shown)).isEqualTo(status);
  }

  @Test
  void opensTheNamedPathsOnlyAndTheVersion() {
    TestDoor door = door("s", "/api/v0/pin", "/api/v0/i");
    assertThat(status(door, "id", "Bearer s")).isEqualTo(200);
    TestDoor pins = door("s", "/api/v0/pin");
    assertThat(status(pins, "id", "Bearer s")).isEqualTo(403);
    assertThat(status(pins, "version", "Bearer s")).isEqualTo(200);
    assertThat(status(pins, "version", "")).isEqualTo(403);
    assertThat(status(door("s"), "id", "Bearer s")).isEqualTo(403);
  }

  @Test
  void letsTheHomesTokenIn() {
    assertThat(status(door("s"), "id", "Bearer " + TestDoor.TOKEN)).isEqualTo(200);
  }

  @Test
  void isOpenWhereNobodyIsNamed() {
    assertThat(DoorRules.OPEN.closed()).isFalse();
    assertThat(status(new TestDoor(ROUTES, DoorRules.OPEN), "id", "")).isEqualTo(200);
  }

  private static TestDoor paged(String... origins) {
    return new TestDoor(
        ROUTES,
        new DoorRules(
            Map.of(
                "Access-Control-Allow-Origin",
                List.of(origins),
                "access-control-allow-credentials",
                List.of("true"),
                "X-Own",
                List.of("a", "b")),
            List.of()));
  }

  @Test
  void tellsANamedPageThatItMayRead() {
    TestRequest page = TestRequest.post("/api/v0/id").with("Origin", "http://a.example");
    TestResponse answer = paged("http://a.example").answer(page);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("http://a.example");
    assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(answer.header("X-Own")).isEqualTo("a, b");
    TestResponse other = paged("http://a.example").answer(page.with("Origin", "http://b.example"));
    assertThat(other.status()).isEqualTo(403);
    assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();
    TestResponse any = paged("*").answer(page);
    assertThat(any.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(any.header("Access-Control-Allow-Credentials")).isEmpty();
  }

  @Test
  void answersAPageThatAsksBefore() {
    TestRequest ask =
        TestRequest.of("OPTIONS", "/api/v0/id")
            .with("Origin", "http://a.example")
            .with("Access-Control-Request-Method", "POST");
    TestResponse answer = paged("http://a.example").answer(ask);
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("POST");
    assertThat(answer.header("Access-Control-Allow-Headers")).contains("Authorization");
    TestResponse stranger =
        paged("http://a.example").answer(ask.with("Origin", "http://evil.example"));
    assertThat(stranger.header("Access-Control-Allow-Methods")).isEmpty();
  }
}
