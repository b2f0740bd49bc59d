package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.http.door.Response;
import tools.jackson.databind.JsonNode;

/// Keeps an answer as its caller sees it. Used by one thread at a time.
public final class TestResponse implements Response {
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private int status;
  private boolean ended;
  private int flushes;
  private Optional<String> trailer = Optional.empty();

  @Override
  public void send(int code, Map<String, String> fields, byte[] bytes) {
    head(code, fields);
    body.writeBytes(bytes);
    ended = true;
  }

  @Override
  public OutputStream start(int code, Map<String, String> fields) {
    head(code, fields);
    return new Body();
  }

  private void head(int code, Map<String, String> fields) {
    assertThat(status).as("a second head").isZero();
    status = code;
    headers.putAll(fields);
  }

  @Override
  public void fail(String message) {
    assertThat(status).as("a trailer before the head").isNotZero();
    assertThat(ended).as("a trailer behind the end").isFalse();
    trailer = Optional.of(message);
    ended = true;
  }

  @Override
  public void cut(String message) {
    throw new AssertionError("cut: " + message);
  }

  public int status() {
    return status;
  }

  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  public byte[] bytes() {
    return body.toByteArray();
  }

  public String text() {
    return body.toString(StandardCharsets.UTF_8);
  }

  /// Why the body ended early.
  public Optional<String> trailer() {
    return trailer;
  }

  /// How often the caller was to see what there was.
  int flushes() {
    return flushes;
  }

  /// This, if it is a whole answer of a command that did what was asked.
  public TestResponse good() {
    assertThat(status).as(text()).isEqualTo(200);
    assertThat(trailer).as(text()).isEmpty();
    assertThat(ended).as("the answer ended").isTrue();
    return this;
  }

  /// Fails unless the body, or what stands in its place, was ended.
  public void assertEnded() {
    assertThat(ended).as("the answer ended").isTrue();
  }

  public JsonNode json() {
    return Json.parse(text());
  }

  /// The objects of a stream.
  public List<JsonNode> lines() {
    return text().lines().map(Json::parse).toList();
  }

  /// Fails unless the caller's arguments were refused with just this.
  public void assertRefused(String message) {
    assertThat(text()).isEqualTo(message + "\n");
    assertThat(status).isEqualTo(400);
    assertThat(header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
  }

  /// Fails unless the command failed with just this before any output.
  public void assertFailed(String message) {
    assertThat(json().path("Message").asString()).isEqualTo(message);
    assertThat(json().path("Code").asInt()).isZero();
    assertThat(json().path("Type").asString()).isEqualTo("error");
    assertThat(status).isEqualTo(500);
    assertThat(header("Content-Type")).isEqualTo("application/json");
  }

  private final class Body extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (ended) {
        throw new IOException("written behind the end");
      }
      body.write(bytes, offset, length);
    }

    @Override
    public void flush() {
      flushes++;
    }

    @Override
    public void close() {
      ended = true;
    }
  }
}
