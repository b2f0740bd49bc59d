package network.cairn.bench.connections;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What this process takes.
///
/// @param heap bytes that are left after a collection
/// @param resident bytes of memory as the kernel counts them
/// @param threads of the platform
/// @param descriptors open files and sockets
record Cost(long heap, long resident, int threads, long descriptors, long processorNanos) {
  static Cost now() throws IOException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Cost(
        runtime.totalMemory() - runtime.freeMemory(),
        residentBytes(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        openFiles(),
        system.getProcessCpuTime());
  }

  private static long residentBytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElse(0)
          * 1024;
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  static void print(int connections, Cost before, Cost with) {
    System.out.printf("%,d connections%n", connections);
    print("heap, KiB", connections, before.heap / 1024, with.heap / 1024);
    print("resident, KiB", connections, before.resident / 1024, with.resident / 1024);
    print("threads", connections, before.threads, with.threads);
    print("descriptors", connections, before.descriptors, with.descriptors);
  }

  private static void print(String what, int connections, long before, long with) {
    System.out.printf(
        "%-14s before %,9d, with %,9d, each %8.2f%n",
        what, before, with, connections == 0 ? 0.0 : (with - before) / (double) connections);
  }
}
