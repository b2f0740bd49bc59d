package network.cairn.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The one way in which a command answers. Whatever cannot be written ends the work at once, with
/// [OutputFailed] thrown to whoever wrote: a full disk must not look like success, and nobody reads
/// or fetches for a reader that has gone.
///
/// A `PrintStream` swallows every `IOException` of what is below it and asks nobody; what is below
/// this one throws another kind, which it does not know. Thread-safe.
public final class Output extends PrintStream {
  private static final int BUFFER = 1 << 16;

  private final OutputStream to;
  private final Asked asked;

  /// @param live whether each line is wanted at once, as on a terminal
  public Output(OutputStream to, boolean live) {
    this(to, live, false);
  }

  /// @param pipe whether only a reader that has gone keeps bytes from being written
  Output(OutputStream to, boolean live, boolean pipe) {
    Asked sink = new Asked(to, pipe);
    super(new BufferedOutputStream(sink, BUFFER), live, StandardCharsets.UTF_8);
    this.to = to;
    this.asked = sink;
  }

  /// Writes what is held back, and tells of anything that could not be written until now, whoever
  /// was told of it already.
  ///
  /// @throws OutputFailed if anything is lost
  void settle() {
    flush();
    if (asked.failure.isPresent()) {
      throw asked.failure.get();
    }
  }

  /// For what a role that stays says on its way: that nobody reads it, or that there is no room for
  /// it, is no reason to end the role.
  public PrintStream news() {
    return new PrintStream(new BufferedOutputStream(to), true, StandardCharsets.UTF_8);
  }

  /// Passes on, and remembers the first failure; nothing follows a gap.
  private static final class Asked extends OutputStream {
    private final OutputStream to;
    private final boolean pipe;
    private volatile Optional<OutputFailed> failure = Optional.empty();

    private Asked(OutputStream to, boolean pipe) {
      this.to = to;
      this.pipe = pipe;
    }

    private interface Step {
      void run() throws IOException;
    }

    private void ask(Step step) {
      if (failure.isPresent()) {
        throw failure.get();
      }
      try {
        step.run();
      } catch (IOException e) {
        OutputFailed failed = new OutputFailed(e, pipe || "Broken pipe".equals(e.getMessage()));
        failure = Optional.of(failed);
        throw failed;
      }
    }

    @Override
    public void write(int b) {
      ask(() -> to.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      ask(() -> to.write(bytes, offset, length));
    }

    @Override
    public void flush() {
      ask(to::flush);
    }
  }
}
