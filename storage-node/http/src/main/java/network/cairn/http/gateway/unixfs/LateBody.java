package network.cairn.http.gateway.unixfs;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A body that begins with its first byte: what fails before can still be told by another status.
/// Used by one thread at a time.
final class LateBody extends OutputStream {
  private final Opener opener;
  private @Nullable OutputStream out;

  /// Sends the head.
  @FunctionalInterface
  interface Opener {
    OutputStream open() throws IOException;
  }

  LateBody(Opener opener) {
    this.opener = opener;
  }

  private OutputStream out() throws IOException {
    OutputStream opened = out == null ? opener.open() : out;
    out = opened;
    return opened;
  }

  @Override
  public void write(int b) throws IOException {
    out().write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out().write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    if (out != null) {
      out.flush();
    }
  }

  /// Ends the body, if it began.
  void end() throws IOException {
    if (out != null) {
      out.close();
    }
  }

  /// Whoever writes it ends it with [#end]: one that failed must not look whole.
  @Override
  public void close() {}
}
