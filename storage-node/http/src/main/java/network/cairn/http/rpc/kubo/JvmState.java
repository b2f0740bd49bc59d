package network.cairn.http.rpc.kubo;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import network.cairn.http.rpc.CommandError;

/// What the virtual machine tells of itself at once.
final class JvmState {
  private static final int MOST_STACKS = 16 << 20;
  private static final int MOST_CLASSES = 400;
  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

  private JvmState() {}

  /// The stacks of all threads, virtual ones too, up to 16 MiB of them.
  ///
  /// @param file that is not there yet, to be removed by the caller
  static String stacks(Path file) throws IOException {
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(
            file.toAbsolutePath().toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_STACKS), StandardCharsets.UTF_8);
    }
  }

  /// How many objects of which class fill the heap, the largest 400; dead ones are counted too, so
  /// that nobody waits for a collection.
  static String heap() {
    try {
      Object told =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName(COMMANDS),
                  "gcClassHistogram",
                  new Object[] {new String[] {"-all"}},
                  new String[] {String[].class.getName()});
      List<String> lines = String.valueOf(told).lines().limit(MOST_CLASSES).toList();
      return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    } catch (JMException e) {
      throw new CommandError("this Java does not tell what its heap holds: " + e.getMessage());
    }
  }
}
