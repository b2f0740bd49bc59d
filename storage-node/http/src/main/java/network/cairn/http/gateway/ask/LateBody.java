package network.cairn.http.gateway.ask;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A body that begins with its first byte: what fails before can still be told by another status.
/// Used by one thread at a time.
public final class LateBody extends OutputStream {
  private final Opener opener;
  private @Nullable OutputStream out;

  /// Sends the head.
  @FunctionalInterface
  public interface Opener {
    OutputStream open() throws IOException;
  }

  public LateBody(Opener opener) {
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

  /// Whether something of it was written, so that no other answer can be given.
  public boolean began() {
    return out != null;
  }

  /// Ends the body, if it began.
  public void end() throws IOException {
    if (out != null) {
      out.close();
    }
  }

  /// Whoever writes it ends it with [#end]: one that failed must not look whole.
  @Override
  public void close() {}
}
