package network.cairn.http.rpc;

import java.io.IOException;
import java.io.OutputStream;
import network.cairn.api.json.JsonRecord;
import tools.jackson.databind.JsonNode;

/// Where a command writes its answer: one value, or lines, or bytes, or nothing. Used by one thread
/// at a time.
public interface Reply {
  /// Adds a header; only before any output.
  void header(String name, String value);

  /// The only answer.
  void value(JsonNode value) throws IOException;

  /// The only answer.
  void value(JsonRecord value) throws IOException;

  /// One object of a stream; the caller sees it at once.
  void line(JsonNode value) throws IOException;

  /// One object of a stream; the caller sees it at once.
  void line(JsonRecord value) throws IOException;

  /// One object of a stream that says why something failed; the caller sees it also where that was
  /// the call's time.
  void failure(JsonRecord value) throws IOException;

  /// One object of a stream of many, which is not worth a message of its own: the caller sees it
  /// with the next [#line], at [#flush], or at the end.
  ///
  /// @param json the object's text, without a line's end
  void queue(String json) throws IOException;

  /// Lets the caller see what is queued.
  void flush() throws IOException;

  /// Starts a stream of bytes; buffered, flushed by the door at the end. Not to be closed.
  ///
  /// @param contentType of the bytes, such as `text/plain`
  OutputStream bytes(String contentType) throws IOException;
}
