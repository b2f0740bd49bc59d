package network.cairn.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// What a socket gives until a time has passed: whoever sends it byte by byte gains no more.
final class PatientInput extends FilterInputStream {
  private final Socket socket;
  private final long end;

  /// @param patience from now on
  PatientInput(Socket socket, Duration patience) throws IOException {
    super(socket.getInputStream());
    this.socket = socket;
    this.end = System.nanoTime() + patience.toNanos();
  }

  @Override
  public int read() throws IOException {
    limit();
    return in.read();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    limit();
    return in.read(buffer, offset, length);
  }

  private void limit() throws IOException {
    long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    if (left <= 0) {
      throw new SocketTimeoutException("too slow");
    }
    socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
  }
}
