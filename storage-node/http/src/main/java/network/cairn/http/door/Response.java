package network.cairn.http.door;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/// The answer to a [Request], free of the server's types: a head, then a body that ends well or
/// with a message.
public interface Response {
  /// The name of the trailer that says why a body ended early.
  String STREAM_ERROR = "X-Stream-Error";

  /// Sends the whole answer.
  void send(int status, Map<String, String> headers, byte[] body) throws IOException;

  /// Sends the head and opens the body; closing the stream ends the answer. A body has a trailer if
  /// the headers announce it (`Trailer`), and do not tell its length (`Content-Length`).
  OutputStream start(int status, Map<String, String> headers) throws IOException;

  /// Ends a body that was started with the trailer [#STREAM_ERROR], of which callers see one line
  /// of bounded length. One that has no trailer is cut instead: the caller misses its end.
  void fail(String message) throws IOException;

  /// Breaks the connection within a body that was started, so that every caller misses its end,
  /// also one that knows no trailers. Does not return. Where nothing was written yet, not even the
  /// head was sent.
  ///
  /// @param message for the door's log alone
  void cut(String message) throws IOException;
}
