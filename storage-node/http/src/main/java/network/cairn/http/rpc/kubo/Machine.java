package network.cairn.http.rpc.kubo;

import java.lang.management.ManagementFactory;
import network.cairn.http.rpc.Json;
import tools.jackson.databind.node.ObjectNode;

/// `diag/sys`: the machine as the node sees it.
final class Machine {
  private Machine() {}

  static ObjectNode of(Backend backend) {
    Runtime runtime = Runtime.getRuntime();
    ObjectNode value = Json.object();
    value
        .putObject("diskinfo")
        .put("free_space", backend.repository().home().toFile().getUsableSpace())
        .put("total_space", backend.repository().home().toFile().getTotalSpace());
    value
        .putObject("memory")
        .put("heap", runtime.totalMemory() - runtime.freeMemory())
        .put("max", runtime.maxMemory());
    value
        .putObject("runtime")
        .put("arch", System.getProperty("os.arch", ""))
        .put("os", System.getProperty("os.name", ""))
        .put("version", Runtime.version().toString())
        .put("numcpu", runtime.availableProcessors())
        .put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
    value.putObject("net").put("online", backend.online().isPresent());
    return value.put("cairn_version", backend.identity().version());
  }
}
