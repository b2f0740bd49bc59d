package network.cairn.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;

/// Ports for validators of a test: each takes three of its ten.
final class FreePorts {
  static final int STEP = 10;

  /// Below those that the system gives out by itself.
  private static final int LOWEST = 12_000;

  private static final int ROWS = 1_900;

  private FreePorts() {}

  /// A row of ports that nobody holds.
  ///
  /// @param validators how many times ten there are
  /// @return the first
  static int row(int validators) {
    SplittableRandom random = new SplittableRandom(System.nanoTime());
    while (true) {
      int first = LOWEST + random.nextInt(ROWS) * STEP;
      boolean free = true;
      for (int port = first; port < first + STEP * validators && free; port++) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
          free = true;
        } catch (IOException _) {
          free = false;
        }
      }
      if (free) {
        return first;
      }
    }
  }
}
