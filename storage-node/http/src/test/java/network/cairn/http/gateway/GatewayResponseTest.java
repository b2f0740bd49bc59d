package network.cairn.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;
import org.junit.jupiter.api.Test;

/// Whoever waits for an answer gives its place to others; whoever takes one does not.
class GatewayResponseTest {
  private final Asking asking = new Asking();
  private final GatewayResponse answer =
      new GatewayResponse(asking, new Sent(), new OwnerHeaders(Map.of()));

  private static final class Asking implements Request {
    boolean waits = true;

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/";
    }

    @Override
    public String query() {
      return "";
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.empty();
    }

    @Override
    public void waiting(boolean now) {
      waits = now;
    }

    @Override
    public InputStream body() {
      return InputStream.nullInputStream();
    }
  }

  private final class Sent implements Response {
    @Override
    public void send(int status, Map<String, String> headers, byte[] body) {
      assertThat(asking.waits).isFalse();
    }

    @Override
    public OutputStream start(int status, Map<String, String> headers) {
      assertThat(asking.waits).isFalse();
      return OutputStream.nullOutputStream();
    }

    @Override
    public void fail(String message) {}

    @Override
    public void cut(String why) {}
  }

  @Test
  void noLongerWaitsOnceABodyBegins() throws Exception {
    assertThat(answer.started()).isFalse();
    answer.start(200, new HashMap<>()).close();
    assertThat(answer.started()).isTrue();
    assertThat(asking.waits).isFalse();
  }

  @Test
  void noLongerWaitsOnceAnAnswerIsSent() throws Exception {
    answer.send(200, new HashMap<>(), new byte[] {1});
    assertThat(asking.waits).isFalse();
  }
}
