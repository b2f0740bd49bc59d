package network.cairn.http.gateway;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.Html;

/// Knows whether its head was sent, and sends no body where only a head is wanted. Used by one
/// thread at a time.
final class GatewayResponse implements Response {
  private static final String LENGTH = "Content-Length";
  private final Request request;
  private final Response response;
  private final OwnerHeaders headers;
  private final boolean headOnly;
  private boolean started;
  private int sent;
  private long bytes;

  /// @param headers that the answer has besides its own
  GatewayResponse(Request request, Response response, OwnerHeaders headers) {
    this.request = request;
    this.response = response;
    this.headers = headers;
    this.headOnly = request.method().equals("HEAD");
  }

  /// Whether the caller has a head already, so that no other answer can be given.
  boolean started() {
    return started;
  }

  /// A caller who takes an answer is not one who merely waits: it is not cut off for others.
  private void begin(int status) {
    started = true;
    sent = status;
    request.waiting(false);
  }

  /// Tells of an answer that has ended.
  ///
  /// @param whole whether it came to its end
  void tell(GatewayMetrics metrics, boolean whole) {
    metrics.ended(sent, whole, bytes);
  }

  void redirect(int status, String location) throws IOException {
    Map<String, String> own = Asked.shared();
    own.put("Location", location);
    own.put("Content-Type", "text/html; charset=utf-8");
    String page = "<a href=\"" + Html.text(location) + "\">Moved</a>.\n";
    send(status, own, page.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void send(int status, Map<String, String> own, byte[] body) throws IOException {
    begin(status);
    Map<String, String> all = headers.with(own);
    if (headOnly && body.length > 0) {
      all.putIfAbsent(LENGTH, Integer.toString(body.length));
      response.send(status, all, new byte[0]);
    } else {
      bytes += body.length;
      response.send(status, all, body);
    }
  }

  @Override
  public OutputStream start(int status, Map<String, String> own) throws IOException {
    begin(status);
    Map<String, String> all = headers.with(own);
    if (headOnly) {
      response.send(status, all, new byte[0]);
      return OutputStream.nullOutputStream();
    }
    return new Counted(response.start(status, all));
  }

  @Override
  public void fail(String message) throws IOException {
    cut(message);
  }

  /// What lacks its end must not look whole, and few callers read trailers: it is always broken
  /// off.
  @Override
  public void cut(String message) throws IOException {
    if (!headOnly) {
      response.cut(message);
    }
  }

  private final class Counted extends FilterOutputStream {
    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      bytes++;
    }

    @Override
    public void write(byte[] piece, int offset, int length) throws IOException {
      out.write(piece, offset, length);
      bytes += length;
    }

    /// The body ends here, without the flush before it that would be another chunk.
    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
