package network.cairn.base.ports;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// TCP ports of this machine for somebody who listens later. They are below those that systems give
/// to outgoing connections, one of which would otherwise take such a port in the meantime.
public final class FreePorts {
  /// The first of those that are chosen from.
  public static final int LOWEST = 12_000;

  /// The first that is not chosen any more.
  public static final int END = 32_000;

  private static final int ATTEMPTS = 200;

  private FreePorts() {}

  /// Different ports that nobody has now.
  ///
  /// @param count at most 100
  /// @throws IOException if there are not so many
  public static List<Integer> any(int count, RandomGenerator random) throws IOException {
    Set<Integer> ports = new LinkedHashSet<>();
    for (int attempt = 0; ports.size() < count && attempt < ATTEMPTS; attempt++) {
      int port = random.nextInt(LOWEST, END);
      if (isFree(port)) {
        ports.add(port);
      }
    }
    if (ports.size() < count) {
      throw new IOException("no " + count + " ports are free on this machine");
    }
    return List.copyOf(ports);
  }

  /// The first of so many ports in a row that nobody has now.
  ///
  /// @throws IOException if there are none
  public static int row(int count, RandomGenerator random) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int first = random.nextInt(LOWEST, END - count);
      if (IntStream.range(first, first + count).allMatch(FreePorts::isFree)) {
        return first;
      }
    }
    throw new IOException("no " + count + " ports in a row are free on this machine");
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
