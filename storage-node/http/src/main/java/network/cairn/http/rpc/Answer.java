package network.cairn.http.rpc;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.json.JsonRecord;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.DeadlineExceeded;
import network.cairn.base.time.DeadlineOutput;
import network.cairn.http.door.Response;
import tools.jackson.databind.JsonNode;

/// Writes a command's output by Kubo's RPC rules, and its failure as a status before output or as a
/// trailer after it.
final class Answer implements Reply {
  private static final int BUFFER = 1 << 16;
  private static final int NORMAL = 0;
  private static final int FORBIDDEN = 4;
  private static final String JSON_TYPE = "application/json";

  private final Response response;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private Optional<OutputStream> body = Optional.empty();
  private Deadline deadline = Deadline.none();
  private Optional<Class<? extends JsonRecord>> promised = Optional.empty();
  private int status = 200;
  private boolean queued;
  private boolean sent;
  private boolean failedLate;

  Answer(Response response) {
    this.response = response;
    headers.put(
        "Access-Control-Expose-Headers", "X-Stream-Output, X-Chunked-Output, X-Content-Length");
    headers.put("Vary", "Origin");
  }

  /// Output ends when this has passed.
  void until(Deadline end) {
    deadline = end;
  }

  /// Output is of this type, as the documents say, where there is one.
  void promise(Optional<Class<? extends JsonRecord>> type) {
    promised = type;
  }

  private void keep(Object value) {
    if (promised.isPresent() && !promised.get().isInstance(value)) {
      throw new IllegalStateException(
          "an answer that is no " + promised.get().getSimpleName() + ": " + value);
    }
  }

  int status() {
    return status;
  }

  boolean failedLate() {
    return failedLate;
  }

  @Override
  public void header(String name, String value) {
    if (body.isPresent() || sent) {
      throw new IllegalStateException("header " + name + " after output");
    }
    headers.put(name, value);
  }

  @Override
  public void value(JsonNode value) throws IOException {
    keep(value);
    value(Json.bytes(value));
  }

  @Override
  public void value(JsonRecord value) throws IOException {
    keep(value);
    value(line(value.json()));
  }

  private void value(byte[] line) throws IOException {
    requireNothingSent();
    headers.put("Content-Type", JSON_TYPE);
    sent = true;
    response.send(200, headers, line);
  }

  @Override
  public void line(JsonNode value) throws IOException {
    keep(value);
    lines().write(Json.bytes(value));
    queued = true;
    flush();
  }

  @Override
  public void line(JsonRecord value) throws IOException {
    keep(value);
    queue(value.json());
    flush();
  }

  private static byte[] line(String json) {
    return (json + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void queue(String json) throws IOException {
    lines().write(line(json));
    queued = true;
  }

  @Override
  public void failure(JsonRecord value) throws IOException {
    keep(value);
    started().write(line(value.json()));
    queued = true;
    flush();
  }

  private OutputStream lines() throws IOException {
    deadline.check();
    return started();
  }

  private OutputStream started() throws IOException {
    if (body.isEmpty()) {
      requireUnsent();
      headers.put("Content-Type", JSON_TYPE);
      headers.put("X-Chunked-Output", "1");
      body = Optional.of(new BufferedOutputStream(start(), BUFFER));
    }
    return body.get();
  }

  @Override
  public void flush() throws IOException {
    if (queued) {
      queued = false;
      body.orElseThrow().flush();
    }
  }

  @Override
  public OutputStream bytes(String contentType) throws IOException {
    requireNothingSent();
    headers.put("Content-Type", contentType);
    headers.put("X-Stream-Output", "1");
    OutputStream out = new BufferedOutputStream(new DeadlineOutput(start(), deadline), BUFFER);
    body = Optional.of(out);
    return out;
  }

  /// A stream of the RPC that fails late says why behind its end.
  private OutputStream start() throws IOException {
    headers.put("Trailer", Response.STREAM_ERROR);
    return response.start(200, headers);
  }

  private void requireNothingSent() {
    requireUnsent();
    deadline.check();
  }

  private void requireUnsent() {
    if (sent || body.isPresent()) {
      throw new IllegalStateException("a second answer to one call");
    }
  }

  /// Ends the answer; one without output is empty.
  void finish() throws IOException {
    if (body.isPresent()) {
      body.get().close();
    } else if (!sent) {
      headers.put("Content-Type", "text/plain");
      sent = true;
      response.send(200, headers, new byte[0]);
    }
  }

  /// The caller got it wrong.
  void refuse(String message) throws IOException {
    if (body.isPresent() || sent) {
      fail(message);
      return;
    }
    headers.put("Content-Type", "text/plain; charset=utf-8");
    send(400, (message + "\n").getBytes(StandardCharsets.UTF_8));
  }

  void forbidden(String message) throws IOException {
    headers.put("Content-Type", JSON_TYPE);
    send(403, error(message, FORBIDDEN));
  }

  /// The command failed.
  void fail(String message) throws IOException {
    String reason = CommandFault.text(message, deadline);
    if (body.isPresent()) {
      failedLate = true;
      show(body.get());
      response.fail(reason.replace("\r\n", " ").replace('\r', ' ').replace('\n', ' '));
    } else if (!sent) {
      headers.put("Content-Type", JSON_TYPE);
      send(500, error(reason, NORMAL));
    }
  }

  /// Lets the caller see what was written before the failure; bytes behind a deadline go nowhere,
  /// and must not keep the reason back.
  private static void show(OutputStream written) throws IOException {
    try {
      written.flush();
    } catch (DeadlineExceeded _) {
      // The caller is told of it by the trailer.
    }
  }

  /// What was not read of the body may be long, so the connection ends with an error.
  private void send(int code, byte[] bytes) throws IOException {
    status = code;
    sent = true;
    headers.put("Connection", "close");
    response.send(code, headers, bytes);
  }

  private static byte[] error(String message, int code) {
    return Json.bytes(Json.object().put("Message", message).put("Code", code).put("Type", "error"));
  }
}
