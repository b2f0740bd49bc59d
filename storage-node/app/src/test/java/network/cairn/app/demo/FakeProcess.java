package network.cairn.app.demo;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// A process that ends when it is told to, or only when it is killed; it never waits.
final class FakeProcess extends Process {
  private final boolean stubborn;
  private final List<String> calls = new ArrayList<>();
  private OptionalInt code = OptionalInt.empty();

  /// @param stubborn whether only a kill ends it
  FakeProcess(boolean stubborn) {
    this.stubborn = stubborn;
  }

  /// What was done to it, in order.
  List<String> calls() {
    return List.copyOf(calls);
  }

  void exit(int with) {
    code = OptionalInt.of(with);
  }

  @Override
  public long pid() {
    return 4242;
  }

  @Override
  public void destroy() {
    calls.add("ask");
    if (!stubborn) {
      exit(143);
    }
  }

  @Override
  public Process destroyForcibly() {
    calls.add("kill");
    exit(137);
    return this;
  }

  /// Answers at once, as if the time had passed.
  @Override
  public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    calls.add("wait " + unit.toSeconds(timeout));
    return code.isPresent();
  }

  @Override
  public int waitFor() {
    throw new UnsupportedOperationException("nobody may wait without a limit");
  }

  @Override
  public boolean isAlive() {
    return code.isEmpty();
  }

  @Override
  public int exitValue() {
    return code.orElseThrow(IllegalThreadStateException::new);
  }

  @Override
  public OutputStream getOutputStream() {
    return OutputStream.nullOutputStream();
  }

  @Override
  public InputStream getInputStream() {
    return InputStream.nullInputStream();
  }

  @Override
  public InputStream getErrorStream() {
    return InputStream.nullInputStream();
  }
}
