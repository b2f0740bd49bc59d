package network.cairn.deals.provider;

import java.io.IOException;
import java.io.InputStream;

/// Where a piece can be read from some place on, perhaps another peer each time.
interface PieceSource {
  /// @throws IOException if nobody gives it now; it may be tried again
  InputStream open(long offset) throws IOException, InterruptedException;

  /// Throws once there is no use in going on.
  ///
  /// @throws GivenUp saying why
  default void check() throws InterruptedException {}

  /// A transfer that is not worth going on with.
  final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GivenUp(String message) {
      super(message);
    }
  }
}
