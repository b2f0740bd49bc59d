package network.cairn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;

/// What a command answers could not be written. The work ends where it is thrown; whoever catches
/// it to clean up throws it on.
public final class OutputFailed extends UncheckedIOException {
  private static final long serialVersionUID = 1;
  private final boolean readerGone;

  /// @param readerGone whether the other end of the pipe was closed, as `head` does when it has
  ///   enough
  OutputFailed(IOException cause, boolean readerGone) {
    super("the output could not be written: " + Faults.text(cause), cause);
    this.readerGone = readerGone;
  }

  boolean readerGone() {
    return readerGone;
  }
}
