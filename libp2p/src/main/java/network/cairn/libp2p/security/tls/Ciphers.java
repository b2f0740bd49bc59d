package network.cairn.libp2p.security.tls;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/// The order of the cipher suites of TLS 1.3, as Go's: AES first where the processor computes it,
/// ChaCha20 first where it does not.
final class Ciphers {
  private static final String AES_128 = "TLS_AES_128_GCM_SHA256";
  private static final String AES_256 = "TLS_AES_256_GCM_SHA384";
  private static final String CHACHA = "TLS_CHACHA20_POLY1305_SHA256";

  private Ciphers() {}

  /// The order for this machine.
  static List<String> ofThisMachine() {
    return order(aesInstructions());
  }

  static List<String> order(boolean aesInstructions) {
    return aesInstructions ? List.of(AES_128, AES_256, CHACHA) : List.of(CHACHA, AES_128, AES_256);
  }

  /// Whether the virtual machine uses AES instructions; a machine that cannot be asked is taken for
  /// one of the many that have them.
  private static boolean aesInstructions() {
    try {
      HotSpotDiagnosticMXBean machine =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return machine == null || Boolean.parseBoolean(machine.getVMOption("UseAES").getValue());
    } catch (IllegalArgumentException _) {
      return true;
    }
  }
}
