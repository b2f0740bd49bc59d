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

  /// Bytes per second that are needed for the rest to be here in time, 0 if that is not known.
  ///
  /// @param left bytes that have not come
  default long leastRate(long left) {
    return 0;
  }

  /// Says that the source in use is below the least rate: another one is opened next.
  ///
  /// @throws GivenUp if there is none
  default void tooSlow(String what) {
    throw new Starved(what);
  }

  /// A transfer that is not worth going on with.
  class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GivenUp(String message) {
      super(message);
    }
  }

  /// A transfer whose source does not bring the piece.
  final class Starved extends GivenUp {
    private static final long serialVersionUID = 1L;

    Starved(String message) {
      super(message);
    }
  }
}
