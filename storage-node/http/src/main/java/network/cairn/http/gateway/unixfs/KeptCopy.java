package network.cairn.http.gateway.unixfs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import network.cairn.http.gateway.ask.LateBody;

/// Passes a body on and keeps a copy of it, as long as that is short. Used by one thread at a time.
final class KeptCopy extends OutputStream {
  private final LateBody body;
  private final int most;
  private Optional<ByteArrayOutputStream> copy;

  /// @param most bytes of the copy; 0 for none
  KeptCopy(LateBody body, int most) {
    this.body = body;
    this.most = most;
    this.copy = most > 0 ? Optional.of(new ByteArrayOutputStream()) : Optional.empty();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    copy = copy.filter(kept -> kept.size() + length <= most);
    copy.ifPresent(kept -> kept.write(bytes, offset, length));
    body.write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    body.flush();
  }

  /// Ends the body, if it began.
  void end() throws IOException {
    body.end();
  }

  /// All that was written; empty if it was more than a copy may have.
  Optional<byte[]> kept() {
    return copy.map(ByteArrayOutputStream::toByteArray);
  }
}
